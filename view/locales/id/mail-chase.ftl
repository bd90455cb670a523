# Permohonan data dan pengingatnya: satu surel untuk satu orang, untuk satu isian atau beberapa.
# Tiap langkah lebih pendek daripada langkah sebelumnya.

mail-chase-subject-request = Mohon data SCORE { $months } – { $enterprises }
mail-chase-subject-nudge = Menjelang batas waktu: data SCORE { $months } – { $enterprises }
mail-chase-subject-reminder-1 = Pengingat: data SCORE { $months } – { $enterprises }
mail-chase-subject-reminder-2 = Pengingat kedua: data SCORE { $months } – { $enterprises }

mail-chase-matter-due = paling lambat { $date }
mail-chase-matter-overdue = masih diterima sampai { $date }

mail-chase-ask-request = Kantor program SCORE Indonesia mohon data bulan { $month } dari { $enterprise }. Biasanya perlu beberapa menit saja.
mail-chase-ask-nudge = Kantor program SCORE Indonesia menantikan data bulan { $month } dari { $enterprise }. Apabila data baru saja dikirim, surel ini mohon diabaikan.
mail-chase-ask-reminder-1 = Ini pengingat dari kantor program SCORE Indonesia: data bulan { $month } dari { $enterprise }, yang batas waktunya { $due }, belum kami terima. Apabila surel ini berselisih jalan dengan datanya, mohon diabaikan.
mail-chase-ask-reminder-2 = Ini pengingat terakhir dari kantor program SCORE Indonesia untuk data bulan { $month } dari { $enterprise }. Apabila berselisih jalan dengan datanya, mohon diabaikan.

mail-chase-several-request = Kantor program SCORE Indonesia mohon data bulanan berikut. Biasanya perlu beberapa menit saja untuk tiap isian.
mail-chase-several-nudge = Kantor program SCORE Indonesia menantikan data bulanan berikut. Apabila data baru saja dikirim, surel ini mohon diabaikan.
mail-chase-several-reminder-1 = Ini pengingat dari kantor program SCORE Indonesia tentang data bulanan berikut. Apabila surel ini berselisih jalan dengan datanya, mohon diabaikan.
mail-chase-several-reminder-2 = Ini pengingat dari kantor program SCORE Indonesia untuk data berikut. Apabila berselisih jalan dengan datanya, mohon diabaikan.

mail-chase-until-due = Mohon diisi paling lambat { $date }, { $time }.
mail-chase-overdue = Batas waktunya, { $due }, telah lewat. Data masih kami terima sampai { $date }, { $time }.
mail-chase-until-lock = Data masih kami terima sampai { $date }, { $time }.
mail-chase-item = { $enterprise } – { $month }
mail-chase-button = Isi data { $month }

mail-chase-private = Tiap tautan khusus untuk satu permohonan; mohon tidak diteruskan kepada pihak lain.
mail-chase-nothing = Apabila bulan itu tidak ada kegiatan produksi, halaman yang sama menyediakan satu tombol untuk menyampaikannya.
mail-chase-why = Data ini kami pakai untuk melihat kemajuan perusahaan sejak pelatihan, dan untuk mengetahui kapan pendampingan diperlukan.
mail-chase-privacy = Data dilihat oleh kantor program dan pelatih pendamping; pihak lain hanya menerima angka gabungan banyak perusahaan.
mail-chase-trainer = Pelatih pendamping juga kami beri tahu.
mail-chase-thanks = Atas perhatian dan kerja sama Bapak/Ibu, kami ucapkan terima kasih.
mail-chase-thanks-short = Terima kasih.
mail-chase-stop = Surel ini dikirim karena Bapak/Ibu tercatat sebagai narahubung perusahaan dalam program SCORE.
mail-chase-stop-link = Berhenti menerima surel permohonan data
