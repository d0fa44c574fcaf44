"""What the trend says: statistics only; it knows nothing of targets, notebooks or pages."""

from workbench.projection.panel import PROJECTIONS, Projections, project
from workbench.projection.predictive import Predictive

__all__ = ["PROJECTIONS", "Predictive", "Projections", "project"]
