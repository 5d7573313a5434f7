#!/usr/bin/env node
import { serve } from '../runtime/serve.ts';
import { kubernetesServer } from './server.ts';

await serve(kubernetesServer, { argv: process.argv.slice(2), env: process.env });
