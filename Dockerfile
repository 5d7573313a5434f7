# One image for worker, trigger and the MCP servers; docker-compose.yml and deploy/ say which command runs.
FROM node:24-slim AS build
WORKDIR /app
# The `node` package of the development dependencies is for machines with an older Node; the image has its own.
COPY package.json package-lock.json ./
RUN npm install --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/deploy ./deploy
USER node
# Overridden for the trigger by `node dist/trigger/main.js`. No shell in between, so that SIGTERM reaches it.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=30", "dist/worker/main.js"]
