// Sends `node send.mjs PORT MAILS CONNECTIONS` copies of mail.eml through nodemailer's pool; prints seconds.
import { readFileSync } from 'node:fs';
import nodemailer from 'nodemailer';

const [port, mails, connections] = process.argv.slice(2).map(Number);
const raw = readFileSync('mail.eml');
const envelope = { from: 'data@score.example.org', to: 'sari@example.org' };
const pool = nodemailer.createTransport({
  pool: true, host: '127.0.0.1', port, secure: false, ignoreTLS: true,
  maxConnections: connections, maxMessages: Infinity,
});
const begin = performance.now();
await Promise.all(Array.from({ length: mails }, () => pool.sendMail({ raw, envelope })));
console.log((performance.now() - begin) / 1000);
pool.close();
