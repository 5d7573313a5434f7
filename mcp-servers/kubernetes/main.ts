#!/usr/bin/env node
import './young-garbage.ts';
import { serve } from '../runtime/serve.ts';
import { kubernetesServer } from './server.ts';

await serve(kubernetesServer, { argv: process.argv.slice(2), env: process.env });
