# Tabel semester yang diminta para donor.

summary-half-title = { $place }, { $half_year }
summary-half-sheet = Semester
summary-half-indicator = Indikator
summary-half-unit = Satuan
summary-half-target = Target
summary-half-actual = Realisasi
summary-half-women = Bagian perempuan, %
summary-half-note = Catatan
summary-half-no-target = tanpa target
summary-half-not-available = tidak tersedia
summary-half-managers = Kehadiran manajer
summary-half-workers = Kehadiran pekerja
summary-half-attendances = Seluruh kehadiran
summary-half-sessions-unit = sesi
summary-half-visits-unit = kunjungan
summary-half-attendances-unit = kehadiran
summary-half-satisfaction-unit = dari 100
summary-half-alerts-unit = peringatan dini
summary-half-share-unit = % dari perusahaan
summary-half-why-ratio = Nilai adalah rasio dari jumlah; rasio dua triwulan tidak dapat dijumlahkan.
summary-half-why-median = Median tidak dapat dihitung dari median dua triwulan.
summary-half-why-mean = Rata-rata tidak dapat dihitung dari rata-rata dua triwulan.
summary-half-why-twice = Perusahaan yang ada di kedua triwulan akan terhitung dua kali.
summary-half-year-target = Target berlaku untuk setahun penuh; realisasi adalah jumlah pada akhir semester.
summary-half-women-of = Perempuan dalam persen dari yang jenis kelaminnya disebutkan.
