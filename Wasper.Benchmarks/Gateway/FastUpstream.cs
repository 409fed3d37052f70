using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The app's stand-in: an nginx with one worker that answers 1 KB from memory, and what lies in <c>files</c>. Its time is not counted.</summary>
internal static class FastUpstream
{
    /// <summary>Has the upstream serve <paramref name="content"/>, immutable as the app's hashed files are.</summary>
    /// <returns>The path of the address.</returns>
    public static string AddAsset(WorkFolder folder, string name, byte[] content)
    {
        File.WriteAllBytes(Path.Combine(folder.Sub("upstream/files/assets"), name), content);
        return $"/assets/{name}";
    }

    public static Task<RunningServer> StartAsync(WorkFolder work, CancellationToken cancellationToken)
    {
        var port = FreePort.Next();
        var folder = work.Sub("upstream");
        var path = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(path, $$"""
            daemon off;
            pid {{folder}}/nginx.pid;
            error_log stderr crit;
            worker_processes 1;
            worker_rlimit_nofile 16384;
            events { worker_connections 8192; }
            http {
                access_log off;
                keepalive_requests 100000000;
                keepalive_timeout 72s;
                types { text/javascript js; }
                default_type application/json;
                client_body_temp_path {{folder}}/body;
                client_max_body_size 0;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                server {
                    listen 127.0.0.1:{{port}};
                    location / { return 200 '{{new string('x', 1024)}}'; }
                    location /assets/ { root {{folder}}/files; sendfile on; add_header Cache-Control "max-age=31536000, immutable"; }
                }
            }
            """);
        return RunningServer.StartAsync("the upstream", new ProcessStartInfo(Tool.Nginx.Program, ["-c", path, "-p", folder]), port, cancellationToken);
    }
}
