# Tanda terima, sesudah data masuk.

mail-receipt-subject = Sudah diterima: data SCORE { $month } – { $enterprise }
mail-receipt-subject-nothing = Sudah dicatat: tidak ada laporan SCORE { $month } – { $enterprise }
mail-receipt-matter = tanda terima data { $month }

mail-receipt-thanks = Terima kasih. Data bulan { $month } dari { $enterprise } sudah kami terima.
mail-receipt-thanks-late = Terima kasih. Data bulan { $month } dari { $enterprise } sudah kami terima. Walau lewat batas waktu, data ini tetap kami pakai.
mail-receipt-thanks-nothing = Terima kasih. Sudah kami catat bahwa untuk bulan { $month } tidak ada yang dilaporkan dari { $enterprise }.
mail-receipt-thanks-nothing-late = Terima kasih. Sudah kami catat, walau lewat batas waktu, bahwa untuk bulan { $month } tidak ada yang dilaporkan dari { $enterprise }.
mail-receipt-changes = Perkembangan sejak data awal
mail-receipt-change = { $change } sejak data awal
mail-receipt-correct = Apabila ada yang keliru, mohon perbaiki lewat tautan yang sama sampai { $date }, { $time }.
mail-receipt-button = Buka isian { $month }
mail-receipt-privacy = Data ini dilihat oleh kantor program dan pelatih pendamping; pihak lain hanya menerima angka gabungan banyak perusahaan.
mail-receipt-why = Tanda terima ini dikirim satu kali, karena ada isian yang kami terima lewat tautan Bapak/Ibu.
