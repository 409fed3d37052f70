using Wasper.Benchmarks.Gateway.Load;
using Wasper.Benchmarks.Gateway.Peers;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The proxies under test, all running side by side in front of one upstream.</summary>
internal sealed class BenchmarkStage : IAsyncDisposable
{
    public const string Baseline = "nginx";
    public const string Own = "Wasper";

    private readonly List<RunningServer> _peers = [];
    private readonly IReadOnlyList<string> _gateways;

    private BenchmarkStage(Certificate certificate, IReadOnlyList<string> gateways) => (Certificate, _gateways) = (certificate, gateways);

    /// <summary>What all of them show.</summary>
    public Certificate Certificate { get; }

    public IReadOnlyList<RunningServer> Peers => _peers;

    /// <summary>Those of the peers that are our gateway: this checkout's, and other builds.</summary>
    public IEnumerable<RunningServer> Gateways => _peers.Where(peer => _gateways.Contains(peer.Name));

    /// <summary>Starts the proxies that the arguments leave. What is not on the machine is named on standard error and left out.</summary>
    /// <param name="foreign">The proxies beside our own.</param>
    public static async Task<BenchmarkStage> SetAsync(
        BenchmarkArguments arguments, WorkFolder folder, IReadOnlyList<Peer> foreign, int upstreamPort, CancellationToken cancellationToken)
    {
        var wanted = Choose(arguments, [.. foreign.Select(peer => peer.Name), Own]);
        var peers = foreign.Where(peer => wanted.Contains(peer.Name)).ToList();
        if (wanted.Contains(Own))
        {
            peers.Add(new WasperPeer(Own, await PublishedGateway.PublishAsync(folder.Sub("published"), cancellationToken)));
        }

        peers.AddRange(arguments.Builds.Select(build => new WasperPeer(build.Name, build.Folder)));
        var certificate = Certificate.Create(folder.Path);
        var stage = new BenchmarkStage(certificate, [Own, .. arguments.Builds.Select(build => build.Name)]);
        try
        {
            foreach (var peer in peers)
            {
                if (peer.Tool is { Exists: false } tool)
                {
                    Console.Error.WriteLine($"{peer.Name} is left out: {tool.Missing}");
                    continue;
                }

                var port = FreePort.Next();
                var start = peer.Prepare(folder.Sub(peer.Name), certificate, port, upstreamPort);
                var server = await RunningServer.StartAsync(peer.Name, start, port, cancellationToken);
                stage._peers.Add(server);
                await TlsProbe.AssertAsync(server, certificate, cancellationToken);
            }

            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_peers.Select(peer => peer.DisposeAsync().AsTask()));

    private static IReadOnlyList<string> Choose(BenchmarkArguments arguments, IReadOnlyList<string> names)
    {
        var only = arguments.OnlyNames;
        return only.FirstOrDefault(name => !names.Contains(name)) is { } unknown
            ? throw new UsageException($"'{BenchmarkArguments.Only} {unknown}' names no proxy of this benchmark: it has {string.Join(", ", names)}.")
            : only.Count == 0 ? names : only;
    }
}
