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

    /// <summary>What one connection may have sent before anybody reads it: requests wait while the app is down, and their bodies with them. With HTTP/1.1 the system's own
    /// buffers come on top, so that this bounds no upload's speed; with HTTP/2 it is one round trip's worth.</summary>
    private const int UnreadBytes = 256 * 1024;
    private const int UnreadStreamBytes = 384 * 1024;
    private const int UnreadHttp2Bytes = 512 * 1024;

    private const int FastBytesPerSecond = 1_000_000;

    /// <summary>Finds peers that have gone without a word while an answer to them is still open.</summary>
    private static readonly TimeSpan _pingDelay = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan _pingTimeout = TimeSpan.FromSeconds(30);

    public static void UseGatewayPorts(this KestrelServerOptions kestrel, GatewayOptions options, GatewayPorts ports)
    {
        // Forget the section Kestrel: its endpoints and certificates would come on top of the gateway's own.
        kestrel.Configure();
        kestrel.AddServerHeader = false;
        AppContext.SetSwitch(NoBareLineFeeds, true);

        // The proxy counts for itself: a request that the server refuses in mid-body ends in a reset instead of a 413.
        kestrel.Limits.MaxRequestBodySize = null;

        // Header values pass byte for byte, whatever their encoding.
        kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;

        kestrel.Limits.Apply(options.Limits);

        var limit = kestrel.ApplicationServices.GetRequiredService<ConnectionLimit>();
        foreach (var address in ports.Http)
        {
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                listen.Use(next => connection => limit.AttendAsync(connection, next));
            });
        }

        var entrance = kestrel.ApplicationServices.GetRequiredService<TlsEntrance>();
        foreach (var address in ports.Https)
        {
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.Use(next => connection => limit.AttendAsync(connection, next));
                entrance.Secure(listen);
            });
        }
    }

    private static void Apply(this KestrelServerLimits limits, LimitOptions options)
    {
        limits.MaxRequestHeadersTotalSize = options.HeaderBytes;
        limits.MaxRequestHeaderCount = options.HeaderCount;
        limits.RequestHeadersTimeout = options.HeaderTimeout;
        limits.KeepAliveTimeout = options.KeepAlive;
        limits.MinRequestBodyDataRate = new MinDataRate(LimitOptions.BodyBytesPerSecond, options.BodyPatience);

        // Only a write that waits is timed: an event stream without events is none. It has the patience at the least, and more for what went fast before: at this
        // rate a few seconds of it.
        limits.MinResponseDataRate = new MinDataRate(FastBytesPerSecond, options.WritePatience);
        limits.MaxRequestBufferSize = UnreadBytes;
        limits.Http2.InitialStreamWindowSize = UnreadStreamBytes;
        limits.Http2.InitialConnectionWindowSize = UnreadHttp2Bytes;
        limits.Http2.KeepAlivePingDelay = _pingDelay;
        limits.Http2.KeepAlivePingTimeout = _pingTimeout;
    }
}
