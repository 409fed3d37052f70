using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway.Peers;

/// <summary>HAProxy with its defaults: a thread per core.</summary>
internal sealed class HaproxyPeer() : Peer("HAProxy")
{
    public override Tool Tool => Tool.Haproxy;

    public override ProcessStartInfo Prepare(string folder, Certificate certificate, int httpsPort, int upstreamPort)
    {
        var path = Path.Combine(folder, "haproxy.cfg");
        File.WriteAllText(path, $$"""
            global
                maxconn 4096
                ssl-default-bind-options ssl-min-ver TLSv1.2
            defaults
                mode http
                timeout connect 10s
                timeout client 900s
                timeout server 900s
                timeout tunnel 1h
            frontend edge
                bind 127.0.0.1:{{httpsPort}} ssl crt {{certificate.BundlePath}} alpn h2,http/1.1
                http-request set-header X-Real-IP %[src]
                http-request set-header X-Forwarded-For %[src]
                http-request set-header X-Forwarded-Proto https
                http-request set-header X-Forwarded-Host %[req.hdr(Host)]
                http-response set-header Strict-Transport-Security max-age=31536000
                http-response set-header X-Frame-Options SAMEORIGIN
                http-response set-header X-Content-Type-Options nosniff
                http-response set-header X-XSS-Protection "1; mode=block"
                default_backend app
            backend app
                server app 127.0.0.1:{{upstreamPort}}

            """);
        return new ProcessStartInfo(Tool.Program, ["-db", "-q", "-f", path]);
    }
}
