# Units of measures, as a reader meets them; `output unit` is the enterprise's own.
unit-hours = hours
unit-person-days = person-days
unit-persons = persons
unit-accidents = accidents
unit-kwh = kWh
unit-suggestions = suggestions
unit-kg = kg
unit-orders = orders
unit-grievances = grievances
unit-idr = rupiah

# Indicator values with their units; `output` is the enterprise's own unit.
figure-output-unit-per-hour = { $number } { $output } per hour
figure-percent = { $number }%
figure-percent-per-month = { $number }% per month
figure-per-1-000-000-hours = { $number } per 1,000,000 hours
figure-kwh-per-output-unit = { $number } kWh per { $output }
figure-per-100-workers = { $number } per 100 workers
figure-idr-per-worker-month = Rp{ $number } per worker-month
figure-idr-per-output-unit = Rp{ $number } per { $output }
figure-idr-per-month = Rp{ $number } per month
figure-points = { $count ->
    [one] { $number } percentage point
   *[other] { $number } percentage points
}

chart-baseline = baseline
chart-reports = Monthly reports received
chart-received = { $received } of { $expected } ({ $rate })
chart-on-time = { $count } on time
chart-late = { $count } late
chart-silent = { $count } without an answer
