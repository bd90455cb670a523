# Units of measures, as a reader meets them; `output unit` is the enterprise's own.
unit-hours = jam
unit-person-days = hari-orang
unit-persons = orang
unit-accidents = kecelakaan
unit-kwh = kWh
unit-suggestions = saran
unit-kg = kg
unit-orders = pesanan
unit-grievances = keluhan
unit-idr = rupiah

# Nilai indikator dengan satuannya; `output` adalah satuan perusahaan itu sendiri.
figure-output-unit-per-hour = { $number } { $output } per jam
figure-percent = { $number }%
figure-percent-per-month = { $number }% per bulan
figure-per-1-000-000-hours = { $number } per 1.000.000 jam
figure-kwh-per-output-unit = { $number } kWh per { $output }
figure-per-100-workers = { $number } per 100 pekerja
figure-idr-per-worker-month = Rp{ $number } per pekerja per bulan
figure-idr-per-output-unit = Rp{ $number } per { $output }
figure-idr-per-month = Rp{ $number } per bulan
figure-points = { $count ->
   *[other] { $number } poin persen
}

chart-baseline = data awal
chart-reports = Laporan bulanan yang diterima
chart-received = { $received } dari { $expected } ({ $rate })
chart-on-time = { $count } tepat waktu
chart-late = { $count } terlambat
chart-silent = { $count } tanpa jawaban
