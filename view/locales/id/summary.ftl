# Isi ringkasan triwulanan, dalam kalimat.

summary-no-reports = Belum ada laporan yang diterima dari { $of } perusahaan yang dimintai data; triwulan ini tidak mempunyai angka.
summary-below-target = { $value } perusahaan sudah menjadi peserta, dari { $of } yang direncanakan untuk tahun ini.
summary-reporting-rose = { $value } laporan yang diharapkan sudah diterima, naik dari { $of } pada triwulan sebelumnya.
summary-reporting-fell = { $value } laporan yang diharapkan sudah diterima, turun dari { $of } pada triwulan sebelumnya.
summary-most-improved = { $indicator }: { $value } dari { $of } perusahaan membaik sejak data awal.
summary-worsened = { $indicator }: median perubahan sejak data awal dari { $of } perusahaan adalah { $value }, memburuk.
summary-low-coverage = { $indicator }: hanya diketahui dari { $value } dari { $of } perusahaan.
summary-alerts = Peringatan dini dibuka: { $value }. Kunjungan pendampingan dilakukan: { $of }.
summary-silent = { $value } dari { $of } perusahaan tidak menjawab sepanjang triwulan.
summary-highlights-none = Tidak ada angka yang menonjol pada triwulan ini.
summary-difference-rate = Laporan diterima: { $before } → { $after } ({ $n_before } → { $n_after } dari { $expected } bulan)
summary-difference-level = { $indicator }: { $before } → { $after } ({ $n_before } → { $n_after } dari { $expected } perusahaan)
summary-difference-median = { $indicator }, median perubahan sejak data awal: { $before } → { $after } ({ $n_before } → { $n_after } dari { $expected } perusahaan)
summary-difference-improved = { $indicator }, bagian yang membaik: { $before } → { $after } ({ $n_before } → { $n_after } dari { $expected } perusahaan)
