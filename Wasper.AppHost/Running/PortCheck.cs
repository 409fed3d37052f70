using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Wasper.AppHost.Embedded;

namespace Wasper.AppHost.Running;

/// <summary>Looks whether the fixed ports are free while nothing has been started yet.</summary>
internal static class PortCheck
{
    private static readonly string[] _dashboardKeys = ["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"];

    /// <exception cref="PreparationException">One is in use; the message names the owner where the system tells.</exception>
    public static void Run(DistributedApplicationModel model, IConfiguration configuration)
    {
        // Tests let the engine pick every port.
        if (bool.TryParse(configuration["DcpPublisher:RandomizePorts"], out var random) && random)
        {
            return;
        }

        var ports = model.Resources
            .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>(), (resource, endpoint) => (endpoint.Port, Use: $"'{resource.Name}'", Key: KeyOf(endpoint)))
            .Concat(_dashboardKeys.SelectMany(key => PortsIn(configuration[key]), (key, port) => ((int?)port, "the dashboard", key)));
        foreach (var (port, use, key) in ports)
        {
            if (port is { } number && IsTaken(number))
            {
                throw new PreparationException($"Port {number}, for {use}, is in use by {PortOwner.Of(number)}: end that program, or set {key} to another port.");
            }
        }
    }

    private static string KeyOf(EndpointAnnotation endpoint) => endpoint.UriScheme == "https" ? "Wasper:HttpsPort" : "Wasper:HttpPort";

    private static IEnumerable<int> PortsIn(string? urls)
        => (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.Port : 0)
            .Where(port => port > 0);

    private static bool IsTaken(int port)
    {
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(address, port));
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                return true;
            }
            catch (SocketException)
            {
                // No IPv6 here, say.
            }
        }

        return false;
    }
}
