# Ringkasan mingguan untuk manajer: jumlah dan bagian, tanpa nama perusahaan atau orang.

mail-manager-subject = Ringkasan SCORE per { $date }: { $percent } data sudah diterima
mail-manager-matter = ringkasan mingguan, { $date }
mail-manager-lead = Berikut ringkasan data bulanan per { $date }.
mail-manager-month = Data { $month }
mail-manager-total = { $received } dari { $expected } perusahaan ({ $percent }) sudah menjawab; { $on_time } ({ $on_time_percent }) tepat waktu.
mail-manager-share = { $received } dari { $expected } perusahaan
mail-manager-share-nothing = { $received } dari { $expected } perusahaan, { $nothing } di antaranya tanpa kegiatan untuk dilaporkan
mail-manager-on-time = { $count } tepat waktu
mail-manager-late = { $count } terlambat
mail-manager-silent = { $count } belum menjawab
mail-manager-notes = “Sudah menjawab” termasuk perusahaan yang menyampaikan bahwa tidak ada yang dilaporkan. Angka dihitung saat surel ini dikirim.
mail-manager-why = Surel ini dikirim karena Bapak/Ibu tercatat sebagai manajer dalam program SCORE. Apabila tidak ingin menerimanya lagi, mohon balas surel ini.
