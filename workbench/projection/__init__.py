"""What the trend says: statistics only; it knows nothing of targets, notebooks or pages."""

from workbench.projection.predictive import Predictive
from workbench.projection.projecting import project
from workbench.projection.projections import PROJECTIONS, Projections

__all__ = ["PROJECTIONS", "Predictive", "Projections", "project"]
