# Pemberitahuan bahwa satu pengiriman ditahan sebelum satu surel pun masuk antrean.

mail-held-subject = Pengiriman SCORE ditahan: { $count } surel dari { $job }
mail-held-matter = pengiriman ditahan
mail-held-said = Satu pengiriman ditahan karena jumlah surelnya jauh di atas kebiasaan. Belum ada surel yang masuk antrean.
mail-held-job = Pekerjaan
mail-held-step = Langkah
mail-held-zone = Zona waktu
mail-held-count = Surel yang akan dikirim
mail-held-usual = Terbanyak dalam enam bulan terakhir
mail-held-no-history = Belum ada
mail-held-ask = Mohon periksa penyebabnya, misalnya impor data atau perubahan hari libur. Apabila jumlahnya memang benar, mohon lepaskan pengiriman ini lewat GraphQL:
mail-held-after = Selama ditahan, langkah yang habis waktunya dilewati dengan alasannya; yang lain menunggu.
mail-held-why = Surel ini dikirim satu kali untuk tiap pengiriman yang ditahan, karena Bapak/Ibu tercatat sebagai administrator.
