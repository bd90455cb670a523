# Halaman isian di balik tautan, dari pembukaan sampai ucapan terima kasih.

form-title = Data { $month } – { $enterprise }
form-programme = SCORE Indonesia
form-language-switch = Read this page in English
form-by-phone = Diisi untuk { $enterprise } lewat telepon, dan dicatat demikian. Mohon bacakan tiap angka kembali sebelum dikirim.
form-due = Mohon diisi paling lambat { $due }.
form-due-past = Batas waktunya, { $due }, telah lewat; data masih kami terima sampai { $lock }.
form-intro = Mohon isi angka bulan { $month }. Angka boleh ditulis seperti biasa: 1.234 atau 12,5 juta.
form-privacy = Data ini dilihat oleh kantor program dan pelatih yang mendampingi. Pihak lain hanya menerima angka gabungan banyak perusahaan.
form-help = Ada pertanyaan? Mohon balas surel permohonan dari kami.

form-unit = Satuan: { $unit }
form-last-month = Bulan lalu: { $value }
form-group-production = Produksi dan jam kerja
form-group-people = Pekerja
form-group-money = Biaya dan upah
form-note-label = Catatan untuk kantor program
form-note-hint = Misalnya sebab angka bulan ini berbeda. Boleh dikosongkan.
form-submit = Kirim data { $month }
form-submit-correction = Kirim perbaikan data { $month }

form-promise-title = Belum sempat mengisi sekarang?
form-promise-intro = Mohon tekan hari yang Bapak/Ibu sanggupi; sampai hari itu kami tidak mengirim pengingat.
form-promise-made = Terima kasih. Kami menunggu data { $month } sampai { $day }, dan tidak mengirim pengingat sebelum itu.

form-nothing-title = Tidak ada kegiatan bulan ini?
form-nothing-intro = Mohon pilih sebabnya, lalu tekan satu tombol; isian di atas tidak perlu diisi.
form-nothing-reason-label = Sebabnya
form-nothing-reason-closed = Perusahaan tutup sepanjang bulan
form-nothing-reason-no-orders = Tidak ada pesanan atau produksi
form-nothing-reason-disaster = Bencana, kebakaran atau kerusakan
form-nothing-reason-other = Sebab lain
form-nothing-button = Tidak ada yang dilaporkan untuk { $month }
form-nothing-done-title = Terima kasih, sudah kami catat
form-nothing-done = Untuk { $month } tercatat bahwa { $enterprise } tidak ada yang dilaporkan. Sebab: { $reason }.
form-nothing-undo = Batalkan dan isi data { $month }

form-errors-title = { $count ->
   *[other] Ada { $count } isian yang perlu diperiksa. Isian lain tetap tersimpan di halaman ini.
}
form-error-required = Mohon isi angka ini; tulis 0 bila memang tidak ada.
form-error-not-a-number = “{ $text }” bukan angka. Mohon tulis angkanya saja, misalnya 1.234.
form-error-ambiguous = “{ $text }” dapat dibaca lebih dari satu cara. Mohon tulis titik untuk ribuan dan koma untuk desimal, misalnya 1.250 atau 1,25.
form-error-choose = “{ $text }” dapat dibaca lebih dari satu cara. Mohon pilih yang dimaksud.
form-choice-whole = { $value } (tanpa desimal)
form-choice-decimal = { $value } (dengan desimal)
form-error-empty = Belum ada angka bulan ini. Mohon isi yang diketahui, atau tekan tombol “Tidak ada yang dilaporkan” di bawah.
form-error-unasked = Angka ini tidak diminta dari perusahaan ini. Mohon muat ulang halaman ini.
form-error-negative = Angka ini tidak dapat kurang dari nol. Mohon diperiksa.
form-error-whole = Mohon tulis bilangan bulat, tanpa desimal.
form-error-too-large = Angka ini terlalu besar. Mohon periksa angka dan satuannya ({ $unit }).
form-error-hard-max = { $indicator } menjadi { $value }, padahal paling tinggi { $bound }. Mohon periksa “{ $numerator }” dan “{ $denominator }”.
form-error-hard-min = { $indicator } menjadi { $value }, padahal paling rendah { $bound }. Mohon periksa “{ $numerator }” dan “{ $denominator }”.
form-error-hard-max-single = { $indicator } paling tinggi { $bound }. Mohon periksa angka ini.
form-error-hard-min-single = { $indicator } paling rendah { $bound }. Mohon periksa angka ini.

form-doubt-title = Sudah benarkah angka ini? Bila ya, tekan tombol di bawah; bila tidak, mohon perbaiki.
form-doubt-above-bound = { $value }, lebih tinggi dari yang biasa dijumpai ({ $compared }).
form-doubt-below-bound = { $value }, lebih rendah dari yang biasa dijumpai ({ $compared }).
form-doubt-far-above-own = { $value }, jauh di atas yang biasa di perusahaan ini ({ $compared }).
form-doubt-far-below-own = { $value }, jauh di bawah yang biasa di perusahaan ini ({ $compared }).
form-doubt-outside-spread = { $value }, di luar yang biasa di perusahaan ini (sekitar { $compared }).
form-doubt-fields = Benar “{ $numerator }” dan “{ $denominator }”?
form-doubt-field = Benar?
form-doubt-yes = Ya, benar – kirim

form-draft-button = Simpan, lanjutkan nanti
form-draft-saved = Isian ini tersimpan pada { $saved } dan belum dikirim.
form-late-kept = Isian Bapak/Ibu tidak hilang. Kami menyimpannya, dan isian itu muncul lagi bila bulan ini dibuka kembali:
form-late-shown = Isian Bapak/Ibu tidak dapat disimpan lewat tautan ini. Mohon salin ke halaman dari tautan terbaru:

form-thanks-title = Terima kasih
form-thanks = Data { $month } dari { $enterprise } sudah kami terima.
form-thanks-late = Data { $month } dari { $enterprise } sudah kami terima. Walau lewat batas waktu, data ini tetap kami pakai.
form-thanks-correct-until = Data ini dapat diperbaiki lewat tautan yang sama sampai { $lock }.
form-thanks-correct = Perbaiki data { $month }
form-thanks-close = Halaman ini boleh ditutup.

form-locked-title = Pengisian { $month } sudah ditutup
form-locked = Pengisian ditutup pada { $lock }. Bila data masih perlu dikirim atau diperbaiki, mohon balas surel permohonan dari kami; kantor program dapat membukanya kembali.
form-waived-title = Data { $month } tidak perlu diisi
form-waived = Kantor program sudah membebaskan { $enterprise } dari laporan bulan ini. Terima kasih.
form-expired-title = Tautan ini sudah tidak berlaku
form-expired = Mohon pakai tautan dari surel terbaru, atau balas surel permohonan dari kami untuk meminta tautan baru.
form-invalid-title = Tautan ini tidak dikenali
form-invalid = Mungkin sebagian alamatnya terpotong. Mohon buka tautan langsung dari surel, atau salin seluruh alamatnya.
form-server-error-title = Terjadi gangguan pada sistem kami
form-server-error = Mohon kembali ke halaman sebelumnya dan coba lagi beberapa menit lagi. Bila tetap gagal, mohon sebutkan nomor { $id } saat menghubungi kami.
form-too-large-title = Kiriman terlalu besar
form-too-large = Mohon kirim angka dan catatan singkat saja, tanpa lampiran.
form-unreadable-title = Kiriman ini tidak dapat dibaca
form-unreadable = Mohon buka tautan dari surel dan kirim isian lewat halaman itu.
form-too-many-title = Terlalu banyak percobaan
form-too-many = Mohon tunggu beberapa menit, lalu coba lagi.

form-trend-title = Perkembangan perusahaan Bapak/Ibu
form-trend-better = Membaik: { $change } sejak data awal ({ $baseline }).
form-trend-worse = Belum lebih baik: { $change } sejak data awal ({ $baseline }).
form-trend-same = Hampir sama dengan data awal ({ $baseline }): { $change }.
form-trend-changed = Berubah { $change } sejak data awal ({ $baseline }).
form-trend-pooled = Dihitung dari gabungan sampai dua belas bulan terakhir.
form-trend-table = Lihat tabelnya
form-trend-month = Bulan
form-trend-value = Nilai
form-peers-province = Nilai tengah { $others } UKM lain di { $province }: { $median }.
form-peers-province-change = Nilai tengah perubahan { $others } UKM lain di { $province }: { $median } sejak data awal.
form-peers-programme = Nilai tengah { $others } UKM lain dalam program: { $median }.
form-peers-programme-change = Nilai tengah perubahan { $others } UKM lain dalam program: { $median } sejak data awal.
