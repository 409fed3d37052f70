using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway.Peers;

/// <summary>nginx with the settings of Debian's package (<c>worker_processes auto</c>), and with what one has to add to keep connections to an upstream.</summary>
/// <param name="isBuffering">As nginx does it by default; the app's own nginx has it switched off.</param>
internal sealed class NginxPeer(string name = BenchmarkStage.Baseline, bool isBuffering = true) : Peer(name)
{
    public override Tool Tool => Tool.Nginx;

    public override ProcessStartInfo Prepare(string folder, Certificate certificate, int httpsPort, int upstreamPort)
    {
        // A connection ends after 1,000 requests unless it is told otherwise; the load would measure handshakes.
        var path = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(path, $$"""
            daemon off;
            pid {{folder}}/nginx.pid;
            error_log stderr crit;
            worker_processes auto;
            worker_rlimit_nofile 16384;
            events { worker_connections 8192; }
            http {
                access_log off;
                server_tokens off;
                keepalive_requests 100000000;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
                upstream app { server 127.0.0.1:{{upstreamPort}}; keepalive 64; keepalive_requests 100000000; }
                server {
                    listen 127.0.0.1:{{httpsPort}} ssl http2;
                    ssl_certificate {{certificate.CertificatePath}};
                    ssl_certificate_key {{certificate.KeyPath}};
                    ssl_protocols TLSv1.2 TLSv1.3;
                    ssl_session_cache shared:tls:10m;
                    client_max_body_size 100m;
                    location / {
                        proxy_pass http://app;
                        proxy_http_version 1.1;
                        proxy_read_timeout 900s;
                        proxy_buffering {{(isBuffering ? "on" : "off")}};
                        proxy_set_header Host $host;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $connection_upgrade;
                        proxy_set_header X-Real-IP $remote_addr;
                        proxy_set_header X-Forwarded-For $remote_addr;
                        proxy_set_header X-Forwarded-Proto $scheme;
                        proxy_set_header X-Forwarded-Host $host;
                        add_header Strict-Transport-Security "max-age=31536000" always;
                        add_header X-Frame-Options "SAMEORIGIN" always;
                        add_header X-Content-Type-Options "nosniff" always;
                        add_header X-XSS-Protection "1; mode=block" always;
                    }
                }
            }
            """);
        return new ProcessStartInfo(Tool.Program, ["-c", path, "-p", folder]);
    }
}
