import { createHash } from 'node:crypto';

export const increment = (value) => value + 1;
export const sha = (data) => createHash('sha256').update(Buffer.from(data, 'base64')).digest('base64');
export const pidOf = () => process.pid;
