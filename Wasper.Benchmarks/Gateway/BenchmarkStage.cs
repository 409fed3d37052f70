using Wasper.Benchmarks.Gateway.Peers;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The proxies under test, all running side by side in front of one upstream, and the folder that they work in.</summary>
internal sealed class BenchmarkStage : IAsyncDisposable
{
    public const string Baseline = "nginx";
    public const string Own = "Wasper";

    private readonly DirectoryInfo _folder;
    private readonly List<RunningServer> _peers = [];

    private BenchmarkStage(DirectoryInfo folder) => _folder = folder;

    public IReadOnlyList<RunningServer> Peers => _peers;

    public RunningServer Upstream { get; private set; } = null!;

    public Certificate Certificate { get; private set; } = null!;

    /// <summary>Starts everything. What is not on the machine is named on standard error and left out.</summary>
    /// <param name="peers">The foreign proxies.</param>
    /// <param name="upstreamPort">An upstream other than <see cref="FastUpstream"/>.</param>
    /// <param name="files">Writes what the upstream serves into the folder given.</param>
    public static async Task<BenchmarkStage> SetAsync(
        BenchmarkArguments arguments, IEnumerable<Peer> peers, int? upstreamPort = null, Action<string>? files = null)
    {
        var stage = new BenchmarkStage(Directory.CreateTempSubdirectory("wasper-gateway-"));
        try
        {
            // nginx's worker is another user where this one is root.
            File.SetUnixFileMode(stage._folder.FullName, (UnixFileMode)0b111_101_101);
            files?.Invoke(Directory.CreateDirectory(Path.Combine(stage._folder.FullName, "files")).FullName);
            stage.Certificate = Certificate.Create(stage._folder.FullName);
            stage.Upstream = await FastUpstream.StartAsync(stage._folder.FullName);
            await stage.StartAsync(arguments, peers, upstreamPort ?? stage.Upstream.Port);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers)
        {
            await peer.DisposeAsync();
        }

        if (Upstream is not null)
        {
            await Upstream.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(BenchmarkArguments arguments, IEnumerable<Peer> foreign, int upstreamPort)
    {
        var peers = foreign.ToList();
        if (IsWanted(arguments, Own))
        {
            peers.Add(new WasperPeer(Own, await PublishedGateway.PublishAsync(_folder.FullName)));
        }

        peers.AddRange(arguments.Builds.Select(build => new WasperPeer(build.Name, build.Folder)));
        foreach (var peer in peers.Where(peer => IsWanted(arguments, peer.Name)))
        {
            if (peer.Program is { } program && !Tool.Exists(program))
            {
                Console.Error.WriteLine($"{peer.Name} is left out: '{program}' is not on this machine.");
                continue;
            }

            var folder = _folder.CreateSubdirectory(peer.Name).FullName;
            var port = FreePort.Next();
            _peers.Add(await RunningServer.StartAsync(peer.Name, peer.Prepare(folder, Certificate, port, upstreamPort), port));
        }
    }

    private static bool IsWanted(BenchmarkArguments arguments, string name) =>
        arguments.Only.Count == 0 || arguments.Only.Contains(name) || arguments.Builds.Any(build => build.Name == name);
}
