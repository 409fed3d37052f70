using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Dcp.Objects;
using Aspire.Hosting.Dcp.Runs;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>The container runtime, as far as containers need it before they start: is it there, how do they reach this machine, and their common network.</summary>
internal sealed class ContainerRuntime(DcpOptions options, DistributedApplicationModel model, IConfiguration configuration) : IDisposable
{
    /// <summary>The network's object in DCP.</summary>
    public const string NetworkName = "containers";

    private const int HashLength = 8;

    private readonly SemaphoreSlim _one = new(1);
    private bool _hasNetwork;

    /// <summary>The name by which containers reach this machine.</summary>
    public string HostName { get; private set; } = KnownHostNames.DockerDesktopHostBridge;

    /// <summary>The same at every start of one AppHost and different for others: what is persistent is found again by it.</summary>
    public string AppHostHash { get; } = configuration[AppHostProject.HashKey] is { Length: >= HashLength } hash ? hash[..HashLength].ToLowerInvariant() : "apphost";

    /// <summary>Asks DCP which runtime there is. Never fails: containers do when they start.</summary>
    public async Task InspectAsync(string dcpPath, CancellationToken cancellationToken)
    {
        try
        {
            var info = await DcpProcess.GetInfoAsync(options, dcpPath, cancellationToken);
            HostName = info.Containers?.HostName is { Length: > 0 } name ? name : HostName;
        }
        catch (DcpException)
        {
            // A runtime that hangs is reported where it is needed.
        }
    }

    /// <summary>Makes sure that containers can start. What failed is tried again by the next one: the runtime may have been started meanwhile.</summary>
    /// <exception cref="DcpException">There is no runtime, it does not run, or it does not make the network.</exception>
    public async Task PrepareAsync(Engine engine, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_hasNetwork)
            {
                return;
            }

            var info = (await DcpProcess.GetInfoAsync(options, engine.Bundle.DcpPath, cancellationToken)).Containers;
            if (info is not { IsReady: true })
            {
                throw new DcpException(Explain(info));
            }

            var network = new DcpContainerNetwork
            {
                Metadata = new DcpMetadata { Name = NetworkName },
                Spec = model.Resources.Any(ContainerPlanner.IsPersistent)
                    ? new DcpContainerNetworkSpec { NetworkName = $"aspire-{AppHostHash}-network", Persistent = true }
                    : new DcpContainerNetworkSpec(),
            };
            await engine.Client.CreateNetworkAsync(network, cancellationToken);
            _hasNetwork = true;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static string Explain(DcpContainerRuntime? info) => info switch
    {
        null or { Installed: false } => "there is no container runtime on this machine: install Docker (25 or newer) or Podman, and start it.",
        { Runtime: var name } => $"the container runtime '{name}' is installed but does not answer{(info.Error is { Length: > 0 } error ? $" ({error.Trim().TrimEnd('.')})" : string.Empty)}: start it.",
    };
}
