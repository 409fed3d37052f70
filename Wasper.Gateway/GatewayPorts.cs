using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Tls;

namespace Wasper.Gateway;

/// <summary>The two ports the gateway listens on.</summary>
internal static class GatewayPorts
{
    public static void UseGatewayPorts(this KestrelServerOptions kestrel, GatewayOptions options)
    {
        var certificate = kestrel.ApplicationServices.GetRequiredService<CertificateStore>().LoadOrCreate();
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;

        // Event streams and long polls are silent for minutes.
        kestrel.Limits.MinResponseDataRate = null;
        Listen(kestrel, options, options.HttpPort, listen => listen.Protocols = HttpProtocols.Http1);
        Listen(kestrel, options, options.HttpsPort, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(TlsSettings.For(certificate));
        });
    }

    /// <summary>The first of the two ports that another program holds, asked before the server starts: its own failure is a stack trace.</summary>
    public static int? FindTaken(GatewayOptions options)
    {
        foreach (var port in (int[])[options.HttpPort, options.HttpsPort])
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(options.BindAny ? IPAddress.Any : IPAddress.Loopback, port));
                socket.Listen();
            }
            catch (SocketException)
            {
                return port;
            }
        }

        return null;
    }

    private static void Listen(KestrelServerOptions kestrel, GatewayOptions options, int port, Action<ListenOptions> configure)
    {
        if (options.BindAny)
        {
            kestrel.ListenAnyIP(port, configure);
        }
        else
        {
            kestrel.ListenLocalhost(port, configure);
        }
    }
}
