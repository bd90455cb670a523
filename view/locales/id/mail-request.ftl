# Surat permohonan data: satu surat untuk satu orang, untuk satu atau beberapa perusahaan.

mail-request-subject = Mohon data SCORE { $month } – { $enterprise }
mail-request-subject-several = Mohon data SCORE { $month } – { $count } perusahaan
mail-request-preheader = Mohon diisi paling lambat { $date }, { $time }. Biasanya perlu beberapa menit saja.

mail-request-salutation = Yth. Bapak/Ibu { $name }
mail-request-opening = Dengan hormat,
mail-request-ask = Kantor program SCORE Indonesia mohon data bulan { $month } dari { $enterprise }.
mail-request-ask-several = Kantor program SCORE Indonesia mohon data bulan { $month } dari perusahaan-perusahaan berikut.
mail-request-due = Mohon diisi paling lambat { $date }, { $time }.
mail-request-item = { $enterprise }: data { $month }, paling lambat { $date }, { $time }
mail-request-button = Isi data { $month }
mail-request-button-several = Isi data { $month } { $enterprise }
mail-request-link-hint = Apabila tombol tidak dapat dibuka, mohon salin alamat ini ke peramban:
mail-request-link-private = Tautan ini khusus untuk permohonan ini; mohon tidak diteruskan kepada pihak lain.
mail-request-nothing = Apabila bulan itu tidak ada kegiatan produksi, halaman yang sama menyediakan satu tombol untuk menyampaikannya.
mail-request-why = Data ini kami pakai untuk melihat kemajuan perusahaan sejak pelatihan, dan untuk mengetahui kapan pendampingan diperlukan.
mail-request-privacy = Data perusahaan dilihat oleh kantor program dan pelatih yang mendampingi. Pihak lain hanya menerima angka gabungan banyak perusahaan.
mail-request-help = Ada pertanyaan? Mohon balas surel ini; surel ini dibaca oleh { $sender }.
mail-request-help-phone = Ada pertanyaan? Mohon balas surel ini atau hubungi { $sender } di { $phone }.
mail-request-thanks = Atas perhatian dan kerja sama Bapak/Ibu, kami ucapkan terima kasih.
mail-request-closing = Hormat kami,
mail-request-role = Kantor program
mail-request-sender-role = { $role }, SCORE Indonesia
mail-request-stop = Surel ini dikirim karena Bapak/Ibu tercatat sebagai narahubung perusahaan tersebut di program SCORE.
mail-request-stop-link = Berhenti menerima surel permohonan data
