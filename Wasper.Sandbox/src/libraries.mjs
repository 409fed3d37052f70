import { createRequire } from 'node:module';

// OpenTelemetry's hooks see what is required, not what is imported: these two are the libraries whose calls become spans.
// BullMQ requires ioredis itself only where it is required, too.
const require = createRequire(import.meta.url);

export const pg = require('pg');
export const { Redis } = require('ioredis');
export const { Queue, Worker, WaitingError } = require('bullmq');
