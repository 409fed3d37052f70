using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Dcp.Objects;

namespace Aspire.Hosting.Dcp.Runs;

/// <summary>What runs need before they start: addresses, a container network, volumes.</summary>
internal static class DcpNetworking
{
    private static readonly TimeSpan _serviceLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _networkLimit = TimeSpan.FromSeconds(30);

    /// <summary>Creates the services and returns them, in the same order, with the addresses DCP gave them. A proxyless one without a port has none until it is served.</summary>
    /// <exception cref="DcpException">DCP cannot listen on a port that was asked for, or gives no address in time.</exception>
    public static async Task<IReadOnlyList<DcpService>> AllocateAsync(this DcpClient client, IEnumerable<DcpService> services, CancellationToken cancellationToken) =>
        await Task.WhenAll(services.Select(service => AllocateAsync(client, service, cancellationToken)));

    /// <summary>Creates the network and returns once containers can join it.</summary>
    /// <exception cref="DcpException">The runtime does not make it.</exception>
    public static async Task CreateNetworkAsync(this DcpClient client, DcpContainerNetwork network, CancellationToken cancellationToken)
    {
        await client.CreateAsync(network, cancellationToken);
        var status = await PollAsync<DcpContainerNetwork>(client, network.Metadata.Name, item => item.Status?.State is "Running" or "FailedToStart", _networkLimit, cancellationToken);
        if (status?.Status?.State != "Running")
        {
            throw new DcpException($"The container network '{network.Metadata.Name}' could not be created ({status?.Status?.Message ?? "the container runtime does not answer"}); is Docker or Podman running?");
        }
    }

    private static async Task<DcpService> AllocateAsync(DcpClient client, DcpService service, CancellationToken cancellationToken)
    {
        if (service.Spec is { AddressAllocationMode: DcpServiceSpec.Localhost, Protocol: "TCP", Port: { } wanted } && IsTaken(wanted))
        {
            // DCP would try again and again, and say nothing.
            throw new DcpException($"Port {wanted}, for '{service.Metadata.Name}', is in use by another program: end that program, or choose another port.");
        }

        var created = await client.CreateAsync(service, cancellationToken);
        if (service.Spec.AddressAllocationMode == DcpServiceSpec.Proxyless)
        {
            return created;
        }

        return await PollAsync<DcpService>(client, service.Metadata.Name, item => item.Status is { EffectivePort: > 0, EffectiveAddress.Length: > 0 }, _serviceLimit, cancellationToken)
            ?? throw new DcpException(
                $"The address of '{service.Metadata.Name}' was not ready within {_serviceLimit.TotalSeconds:0} s{(service.Spec.Port is { } port ? $"; is port {port} in use by another program?" : ".")}");
    }

    private static bool IsTaken(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return false;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            return true;
        }
        catch (SocketException)
        {
            // Not allowed, say: DCP will find out whether it is.
            return false;
        }
    }

    /// <summary>Reads the object until <paramref name="isReady"/>, or returns null at the limit.</summary>
    private static async Task<T?> PollAsync<T>(DcpClient client, string name, Func<T, bool> isReady, TimeSpan limit, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var backoff = new DcpBackoff(limit, longest: TimeSpan.FromMilliseconds(200));
        while (true)
        {
            if (await client.GetAsync<T>(name, cancellationToken) is { } item && isReady(item))
            {
                return item;
            }

            if (!await backoff.WaitAsync(cancellationToken))
            {
                return null;
            }
        }
    }
}
