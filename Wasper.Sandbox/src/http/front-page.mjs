import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { version } from '../version.mjs';

const folder = new URL('../../public/', import.meta.url);
const socketClient = join(dirname(createRequire(import.meta.url).resolve('socket.io-client/package.json')), 'dist', 'socket.io.min.js');

const forAYear = 'max-age=31536000, immutable';
const forTwoMinutes = 'max-age=120';

/**
 * The page and its assets, from memory, with the cache headers of the container's nginx: an asset's name holds its hash, so that it may
 * be kept forever. A missing asset is 404 with the page as its body; any other unknown path is the page.
 */
export async function frontPageRoutes() {
  const assets = await Promise.all([
    asset('index', 'js', 'text/javascript; charset=utf-8', new URL('index.js', folder)),
    asset('index', 'css', 'text/css; charset=utf-8', new URL('index.css', folder)),
    asset('socket.io', 'js', 'text/javascript; charset=utf-8', socketClient),
  ]);
  const html = await readFile(new URL('index.html', folder), 'utf8');
  const [script, style, socket] = assets.map(({ path }) => path);
  const page = withTag(
    Buffer.from(
      html.replace('%SCRIPT%', script).replace('%STYLE%', style).replace('%SOCKET%', socket).replaceAll('%VERSION%', version),
    ),
  );

  return async (app) => {
    for (const { path, type, content } of assets) {
      app.get(path, (request, reply) => send(request, reply, type, forAYear, content));
    }

    app.get('/', sendPage);
    app.setNotFoundHandler((request, reply) => {
      const [path] = request.url.split('?');
      if (path.startsWith('/api/') || !['GET', 'HEAD'].includes(request.method)) {
        return reply.status(404).send({ statusCode: 404, error: 'Not Found', message: 'Route not found' });
      }

      return /\.\w+$/.test(path) || path.startsWith('/assets/') ? reply.status(404).type('text/html; charset=utf-8').send(page.bytes) : sendPage(request, reply);
    });
  };

  function sendPage(request, reply) {
    return send(request, reply, 'text/html; charset=utf-8', forTwoMinutes, page);
  }
}

async function asset(name, extension, type, file) {
  const bytes = await readFile(file);
  const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 8);
  return { path: `/assets/${name}-${hash}.${extension}`, type, content: withTag(bytes) };
}

function withTag(bytes) {
  return { bytes, tag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}"` };
}

function send(request, reply, type, cacheControl, { bytes, tag }) {
  reply.header('cache-control', cacheControl).header('etag', tag).type(type);
  return request.headers['if-none-match'] === tag ? reply.status(304).send() : reply.send(bytes);
}
