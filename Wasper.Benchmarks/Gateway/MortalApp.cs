using System.Diagnostics;
using System.Globalization;

namespace Wasper.Benchmarks.Gateway;

/// <summary>An app that is a process of its own, writes down what it gets, and is killed and started again.</summary>
internal sealed class MortalApp(WorkFolder folder) : IAsyncDisposable
{
    private const string Name = "the app";

    private readonly AppJournal _journal = new(Path.Combine(folder.Path, "app.journal"));
    private RunningServer? _server;

    public int Port { get; } = FreePort.Next();

    /// <summary>What it has got so far.</summary>
    public AppRecord ReadRecord() => _journal.Read();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var program = typeof(MortalApp).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, JournalApp.Command, Port.ToString(CultureInfo.InvariantCulture), _journal.Path]);
        _server = await RunningServer.StartAsync(Name, start, Port, cancellationToken);
    }

    /// <summary>As <c>kill -9</c> does it.</summary>
    public async Task KillAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.KillAsync();
            await server.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync();
}
