#!/usr/bin/env node
import { serve } from '../runtime/serve.ts';
import { awsServer } from './server.ts';

await serve(awsServer, { argv: process.argv.slice(2), env: process.env });
