# The panel trend once more, in R with nothing but base and stats: written from the formulas of METHODS.md 3 to 8, not from the Python.
# It shares no line, language or library with workbench/projection: sums over single yearly changes where that multiplies matrices,
# root finding where that runs Newton's method, a million draws of its own where that draws 4,000.
#
#   Rscript tests/reference/panel_trend.R > tests/reference/chances.csv       (from the root of the project; half a minute)
#
# Read are the published series of 63 provinces, the simulated ones of Cam Lo (for counts, breaks and floors), and the prior.

provinces <- read.csv("data/vietnam-provinces/observations/gso_2018.csv", colClasses = "character", encoding = "UTF-8")
annex <- read.csv("data/cam-lo/observations/annex_illustrative.csv", colClasses = "character", encoding = "UTF-8")
places <- read.csv("data/vietnam-provinces/units.csv", colClasses = "character", encoding = "UTF-8")

read_prior <- function(kind) {
  lines <- readLines("workbench/projection/prior.toml")
  prior <- list(regimes = list()); where <- ""
  for (line in lines) {
    if (grepl("^\\[", line)) {
      where <- gsub("[][]", "", line)
      if (where == paste0(kind, ".regimes")) prior$regimes[[length(prior$regimes) + 1]] <- list()
    } else if (grepl("=", line) && where == kind) {
      prior[[trimws(sub("=.*", "", line))]] <- as.numeric(sub(".*=", "", line))
    } else if (grepl("=", line) && where == paste0(kind, ".regimes")) {
      prior$regimes[[length(prior$regimes)]][[trimws(sub("=.*", "", line))]] <- as.numeric(sub(".*=", "", line))
    }
  }
  prior
}

common <- function(g, lag) g$common_drift_variance + g$common_wave_variance * g$common_wave_memory^lag + g$common_shock_variance * (lag == 0)
own <- function(g, lag) g$drift_variance + g$wave_variance * g$wave_memory^lag + (lag == 0)
noise <- function(lag) 2 * (lag == 0) - (lag == 1)

# Covariance of two sums of yearly changes a and b (vectors of years) under a kernel of the lag.
summed <- function(a, b, kernel) if (length(a) && length(b)) sum(outer(a, b, function(x, y) kernel(abs(x - y)))) else 0
table_of <- function(rows, columns, cell) {
  found <- matrix(0, length(rows), length(columns))
  for (i in seq_along(rows)) for (j in seq_along(columns)) found[i, j] <- cell(rows[[i]], columns[[j]])
  found
}

# series: list by unit of data.frame(year, z, segment); chance: one variance for each unit.
condition <- function(series, prior, direction, horizon, chance = rep(0, length(series))) {
  seen <- list(); ahead <- list()
  for (u in seq_along(series)) {
    one <- series[[u]]
    for (k in seq_len(nrow(one) - 1)) if (one$segment[k] == one$segment[k + 1])
      seen[[length(seen) + 1]] <- list(unit = u, years = (one$year[k] + 1):one$year[k + 1], d = one$z[k + 1] - one$z[k])
    last <- max(one$year)
    for (year in (last + 1):horizon) ahead[[length(ahead) + 1]] <- list(unit = u, years = (last + 1):year, year = year)
  }
  d <- sapply(seen, `[[`, "d"); unit <- sapply(seen, `[[`, "unit"); n <- tabulate(unit, length(series))
  regimes <- lapply(prior$regimes, function(g) {
    shared <- function(a, b) summed(a$years, b$years, function(lag) common(g, lag))
    apart <- function(a, b) if (a$unit == b$unit) summed(a$years, b$years, function(lag) own(g, lag) + g$noise_variance * noise(lag)) else 0
    counted <- function(a, b) if (a$unit == b$unit) summed(a$years, b$years, noise) else 0
    q <- felt <- numeric(length(series))
    for (u in seq_along(series)) if (n[u]) {
      mine <- seen[unit == u]
      alone <- solve(table_of(mine, mine, function(a, b) shared(a, b) + apart(a, b)))
      q[u] <- d[unit == u] %*% alone %*% d[unit == u]
      felt[u] <- sum(diag(alone %*% table_of(mine, mine, counted)))
    }
    pooled <- exp((sum(n) * log(sum(q) / sum(n) + 1e-7) + prior$spread_weight * prior$log_spread) / (sum(n) + prior$spread_weight))
    s2 <- (prior$spread_degrees * pooled + q) / (prior$spread_degrees + n)
    # Small numbers: what chance explains goes out of the spread, half of it at most, and back in as an error of each level.
    would <- chance * felt / pmax(n, 1)
    explained <- pmin(would, 0.5 * s2)
    rest <- s2 - explained
    b <- ifelse(would > 0, chance * explained / would, 0) / rest
    s <- sqrt(rest)
    full <- function(a, c) shared(a, c) + apart(a, c) + if (a$unit == c$unit) b[a$unit] * counted(a, c) else 0
    SS <- table_of(seen, seen, full); AS <- table_of(ahead, seen, full); AA <- table_of(ahead, ahead, full)
    drift <- g$improvement * direction
    left <- d / s[unit] - drift * sapply(seen, function(a) length(a$years))
    inverse <- solve(SS)
    list(
      said = -0.5 * (sum(left * (inverse %*% left)) + as.numeric(determinant(SS)$modulus)) - sum(n * log(s)),
      moved = (drift * sapply(ahead, function(a) length(a$years)) + as.vector(AS %*% inverse %*% left)) * s[sapply(ahead, `[[`, "unit")],
      spread = s[sapply(ahead, `[[`, "unit")], covariance = AA - AS %*% inverse %*% t(AS), weight = g$weight)
  })
  said <- sapply(regimes, `[[`, "said")
  w <- sapply(regimes, `[[`, "weight") * exp(prior$likelihood_power * (said - max(said)))
  list(weights = w / sum(w), regimes = regimes, ahead = ahead, degrees = prior$spread_degrees + n,
       last = sapply(series, function(one) one$z[nrow(one)]))
}

place_of <- function(found, u, year) which(sapply(found$ahead, function(a) a$unit == u && a$year == year))

below <- function(found, u, year, z) {
  at <- place_of(found, u, year)
  sum(found$weights * sapply(found$regimes, function(g)
    pt((z - found$last[u] - g$moved[at]) / (g$spread[at] * sqrt(g$covariance[at, at])), found$degrees[u])))
}

quantile_of <- function(found, u, year, level)
  uniroot(function(z) below(found, u, year, z) - level, found$last[u] + c(-60, 60), tol = 1e-13, maxiter = 2000)$root

draws_of <- function(found, u, size) {  # of all years of one unit, on the projection scale
  at <- which(sapply(found$ahead, function(a) a$unit == u))
  regime <- sample(length(found$weights), size, TRUE, found$weights)
  drawn <- matrix(0, size, length(at))
  for (k in seq_along(found$regimes)) if (any(regime == k)) {
    g <- found$regimes[[k]]; m <- sum(regime == k)
    normal <- matrix(rnorm(m * length(at)), m) %*% chol(g$covariance[at, at] + 1e-10 * diag(length(at)))
    tails <- sqrt(found$degrees[u] / rchisq(m, found$degrees[u]))
    drawn[regime == k, ] <- sweep(normal * tails * g$spread[at[1]], 2, g$moved[at], `+`)
  }
  found$last[u] + drawn
}

# ---- scales
logit <- function(y, top = 100) { s <- (y + 0.0035 * top) / (1.007 * top); log(s / (1 - s)) }
unlogit <- function(z, low = 0, top = 100) pmin(pmax(1.007 * top / (1 + exp(-z)) - 0.0035 * top, low), top)

tell <- function(what, unit, year, value) cat(sprintf("%s,%s,%s,%s,%.12g\n", panel, unit, year, what, value))
panel <- ""
tell_panel <- function(found, units, horizon, forward, back, asked) for (u in seq_along(units)) {
  for (level in c(0.1, 0.5, 0.9)) tell(sprintf("q%g", 100 * level), units[u], horizon, back(quantile_of(found, u, horizon, level)))
  for (mark in asked) tell(sprintf("at least %g", mark), units[u], horizon, 1 - below(found, u, horizon, forward(mark)))
}
series_of <- function(table, code, id, forward, split = Inf) {
  rows <- table[table$unit_code == code & table$indicator_id == id, ]; rows <- rows[order(as.numeric(rows$year)), ]
  data.frame(year = as.numeric(rows$year), z = forward(as.numeric(rows$value)), segment = as.numeric(as.numeric(rows$year) >= split))
}
rates <- read_prior("rates"); amounts <- read_prior("amounts")

cat("# What the panel trend says of real series, computed by tests/reference/panel_trend.R (", R.version.string, ", base packages only).\n", sep = "")
cat("# what: q10, q50, q90 and chances in closed form; of the cuts and of 'every year' they are of a million draws, to about 0.001.\n")
cat("panel,unit,year,what,value\n")

panel <- "country alone: trained workers"  # a panel of one, nine years
tell_panel(condition(list(series_of(provinces, "VN", "TRAINED_WORKERS", logit)), rates, 1, 2020), "VN", 2020, logit, unlogit, c(22, 25))

panel <- "regions: trained workers"  # six units, equal years
codes <- sort(places$code[places$parent == "VN"])
tell_panel(condition(lapply(codes, series_of, table = provinces, id = "TRAINED_WORKERS", forward = logit), rates, 1, 2020), codes, 2020, logit, unlogit, 25)

panel <- "provinces of R3: immunised"  # a gap of three years, then four
codes <- sort(places$code[places$parent == "R3"])
tell_panel(condition(lapply(codes, series_of, table = provinces, id = "IMMUNISED", forward = logit), rates, 1, 2020), codes, 2020, logit, unlogit, 95)

panel <- "regions: monthly income"  # an amount of every second year
codes <- sort(places$code[places$parent == "VN"])
tell_panel(condition(lapply(codes, series_of, table = provinces, id = "INCOME_MONTH", forward = log), amounts, 1, 2020), codes, 2020, log, exp, c(4000, 6000))

count <- function(code, id) { rows <- annex[annex$unit_code == code & annex$indicator_id == id, ]; setNames(as.numeric(rows$value), rows$year) }
codes <- sort(unique(annex$unit_code[annex$unit_code != "468"]))
rated <- function(id, base, split = Inf) lapply(codes, function(code) {  # rates of the communes from their counts
  a <- count(code, id); b <- count(code, base); years <- sort(intersect(names(a), names(b)))
  data.frame(year = as.numeric(years), y = 100 * a[years] / b[years], persons = b[years], segment = as.numeric(as.numeric(years) >= split))
})
with_chance <- function(tables, direction, horizon) {
  in_force <- lapply(tables, function(one) one[one$segment == max(one$segment), ])
  share <- sapply(in_force, function(one) mean((one$y + 0.35) / 100.7)); persons <- sapply(in_force, function(one) mean(one$persons))
  condition(lapply(tables, function(one) data.frame(year = one$year, z = logit(one$y), segment = one$segment)),
            rates, direction, horizon, chance = 1 / (persons * share * (1 - share)))
}

panel <- "communes (simulated): unemployment of small numbers"
found <- with_chance(rated("EMP_UNEMP_RATE__num", "BASE_LF"), -1, 2020)
tell_panel(found, codes, 2020, logit, unlogit, 1)

panel <- "communes (simulated): poverty with a break and a floor"
found <- with_chance(rated("POV_HH", "BASE_HH", split = 2015), -1, 2020)
floors <- sapply(codes, function(code) {
  a <- count(code, "POV_ASS_HH"); b <- count(code, "BASE_HH"); year <- max(intersect(names(a), names(b)))
  min(100 * a[year] / b[year], 100 * count(code, "POV_HH")["2017"] / b["2017"])
})
for (u in seq_along(codes)) for (level in c(0.1, 0.5, 0.9)) tell(sprintf("q%g", 100 * level), codes[u], 2020, unlogit(quantile_of(found, u, 2020, level), floors[u]))

# The district by itself: sums of the communes' counts, a panel of one.
total <- function(id) { found <- Reduce(`+`, lapply(codes, function(code) count(code, id)[as.character(2013:2017)])); found }
size <- 1e6; set.seed(53)
panel <- "district (simulated): cut of poverty"
y <- 100 * total("POV_HH") / total("BASE_HH"); segment <- as.numeric(2013:2017 >= 2015)
share <- mean((y[segment == 1] + 0.35) / 100.7); persons <- mean(total("BASE_HH")[segment == 1])
found <- condition(list(data.frame(year = 2013:2017, z = logit(y), segment = segment)), rates, -1, 2020, 1 / (persons * share * (1 - share)))
low <- min(100 * total("POV_ASS_HH")["2017"] / total("BASE_HH")["2017"], y["2017"])
paths <- unlogit(draws_of(found, 1, size), low)
cuts <- cbind(y["2017"], paths[, 1:2]) - paths
for (k in 1:3) tell("cut of at least 0.5", "468", 2017 + k, mean(cuts[, k] >= 0.5))
tell("every cut at least 0.5", "468", 2020, mean(apply(cuts >= 0.5, 1, all)))

panel <- "district (simulated): new jobs"
jobs <- total("EMP_NEW_JOBS")
found <- condition(list(data.frame(year = 2013:2017, z = log(jobs), segment = 0)), amounts, 1, 2020)
for (k in 1:3) tell("at least 1100", "468", 2017 + k, 1 - below(found, 1, 2017 + k, log(1100)))
tell("every year at least 1100", "468", 2020, mean(apply(draws_of(found, 1, size) >= log(1100), 1, all)))

panel <- "statuses kept"  # the yearly loss rate has Jeffreys' prior: an integral of the binomial likelihood over it, by adaptive quadrature
kept <- function(steps, lost, ahead) integrate(function(x) (1 - x)^ahead * dbeta(x, lost + 0.5, steps - lost + 0.5), 0, 1, rel.tol = 1e-12)$value
for (case in list(c(36, 0, 27), c(36, 2, 27), c(16, 1, 24))) tell(paste("none lost", case[1], case[2], case[3]), "468", 2020, kept(case[1], case[2], case[3]))
