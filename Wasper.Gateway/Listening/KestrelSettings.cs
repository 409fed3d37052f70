using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Tls.Handshakes;

namespace Wasper.Gateway.Listening;

/// <summary>The server's side of the two ports.</summary>
internal static class KestrelSettings
{
    /// <summary>Lines of requests end in CR LF and in nothing else: who takes a bare LF for an end sees other fields than who does not (RFC 9112, 2.2).</summary>
    private const string NoBareLineFeeds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    public static void UseGatewayPorts(this KestrelServerOptions kestrel, GatewayOptions options, GatewayPorts ports)
    {
        // Forget the section Kestrel: its endpoints and certificates would come on top of the gateway's own.
        kestrel.Configure();
        kestrel.AddServerHeader = false;
        AppContext.SetSwitch(NoBareLineFeeds, true);

        // The proxy counts for itself: a request that the server refuses in mid-body ends in a reset instead of a 413.
        kestrel.Limits.MaxRequestBodySize = null;

        // A browser may stop reading for minutes: a download on hold, an event stream in a tab that sleeps.
        kestrel.Limits.MinResponseDataRate = null;

        // Header values pass byte for byte, whatever their encoding.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

        foreach (var address in ports.Http)
        {
            kestrel.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
        }

        var entrance = kestrel.ApplicationServices.GetRequiredService<TlsEntrance>();
        foreach (var address in ports.Https)
        {
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                entrance.Secure(listen);
            });
        }
    }
}
