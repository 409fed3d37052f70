using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway.Peers;

/// <summary>Caddy with its defaults, apart from certificates of its own.</summary>
internal sealed class CaddyPeer() : Peer("Caddy")
{
    public override Tool Tool => Tool.Caddy;

    public override ProcessStartInfo Prepare(string folder, Certificate certificate, int httpsPort, int upstreamPort)
    {
        // X-Forwarded-For, -Proto and -Host it sets by itself.
        var path = Path.Combine(folder, "Caddyfile");
        File.WriteAllText(path, $$"""
            {
                admin off
                auto_https off
                log {
                    level ERROR
                }
            }
            https://localhost:{{httpsPort}} {
                bind 127.0.0.1
                tls {{certificate.CertificatePath}} {{certificate.KeyPath}}
                header Strict-Transport-Security max-age=31536000
                header X-Frame-Options SAMEORIGIN
                header X-Content-Type-Options nosniff
                header X-XSS-Protection "1; mode=block"
                reverse_proxy 127.0.0.1:{{upstreamPort}} {
                    header_up X-Real-IP {remote_host}
                    transport http {
                        keepalive_idle_conns_per_host 64
                    }
                }
            }

            """);
        var start = new ProcessStartInfo(Tool.Program, ["run", "--config", path, "--adapter", "caddyfile"]);
        start.Environment["XDG_DATA_HOME"] = folder;
        start.Environment["XDG_CONFIG_HOME"] = folder;
        return start;
    }
}
