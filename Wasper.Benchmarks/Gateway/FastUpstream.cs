using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The app's stand-in: an nginx with one worker that answers 1 KB from memory, and what lies in <c>files</c>. Its time is not counted.</summary>
internal static class FastUpstream
{
    public static Task<RunningServer> StartAsync(string folder)
    {
        var port = FreePort.Next();
        var path = Path.Combine(folder, "upstream.conf");
        File.WriteAllText(path, $$"""
            daemon off;
            pid {{folder}}/upstream.pid;
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
                client_body_temp_path {{folder}}/upstream-body;
                client_max_body_size 0;
                proxy_temp_path {{folder}}/upstream-proxy;
                fastcgi_temp_path {{folder}}/upstream-fastcgi;
                uwsgi_temp_path {{folder}}/upstream-uwsgi;
                scgi_temp_path {{folder}}/upstream-scgi;
                server {
                    listen 127.0.0.1:{{port}};
                    location / { return 200 '{{new string('x', 1024)}}'; }
                    location /assets/ { root {{folder}}/files; sendfile on; add_header Cache-Control "max-age=31536000, immutable"; }
                }
            }
            """);
        return RunningServer.StartAsync("the upstream", new ProcessStartInfo("nginx", ["-c", path, "-p", folder]), port);
    }
}
