using System.Diagnostics;
using System.Text;
using Wasper.Tests.Embedded;
using Wasper.Tests.Model;

namespace Wasper.Tests.EndToEnd.Processes;

/// <summary>The AppHost as its users run it: a process of its own, on free ports and a given data folder, without a terminal.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan _endLimit = TimeSpan.FromSeconds(30);

    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AppHostProcess(ProcessStartInfo start)
    {
        Process = new Process { StartInfo = start };
        Process.OutputDataReceived += (_, line) => Keep(line.Data);
        Process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public Process Process { get; }

    public required string DataPath { get; init; }

    public required int HttpsPort { get; init; }

    public required Uri Dashboard { get; init; }

    /// <summary>All that it printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="dataPath">The folder of all data.</param>
    /// <param name="arguments">Further settings; a later one wins.</param>
    public static AppHostProcess Start(string dataPath, params string[] arguments) => Start(dataPath, new Dictionary<string, string>(), arguments);

    /// <param name="dataPath">The folder of all data.</param>
    /// <param name="environment">Further variables.</param>
    /// <param name="arguments">Further settings; a later one wins.</param>
    public static AppHostProcess Start(string dataPath, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var https = Loopback.FreePort();
        var dashboard = new Uri($"http://localhost:{Loopback.FreePort()}");
        string[] all =
        [
            Path.Combine(AppContext.BaseDirectory, "Wasper.AppHost.dll"),
            "--Wasper:Runtime=embedded",
            $"--Wasper:DataPath={dataPath}",
            $"--Wasper:HttpPort={Loopback.FreePort()}",
            $"--Wasper:HttpsPort={https}",
            .. TestSecrets.Arguments,
            .. arguments,
        ];
        var start = new ProcessStartInfo("dotnet", all) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = dashboard.OriginalString;
        start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
        start.Environment["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{Loopback.FreePort()}";
        start.Environment["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://localhost:{Loopback.FreePort()}";
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new AppHostProcess(start) { DataPath = dataPath, HttpsPort = https, Dashboard = dashboard };
        process.Process.Start();
        process.Process.BeginOutputReadLine();
        process.Process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Waits until the AppHost says that all is healthy.</summary>
    public async Task WaitUntilHealthyAsync()
    {
        var ended = Process.WaitForExitAsync(Token);
        await Task.WhenAny(_healthy.Task, ended, Task.Delay(_startLimit, Token));
        Assert.True(_healthy.Task.IsCompleted, $"The stack did not become healthy. It said:\n{Output}");
    }

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan? limit = null)
    {
        await Process.WaitForExitAsync(Token).WaitAsync(limit ?? _endLimit, Token);
        return Process.ExitCode;
    }

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Process.Id}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Signal("TERM");
            try
            {
                await Process.WaitForExitAsync(CancellationToken.None).WaitAsync(_endLimit);
            }
            catch (TimeoutException)
            {
                Process.Kill(entireProcessTree: true);
            }
        }

        Process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.AppendLine(line);
        }

        if (line.StartsWith("All healthy after ", StringComparison.Ordinal))
        {
            _healthy.TrySetResult();
        }
    }
}

/// <summary>Tests that start the AppHost as a process run one after another, and alone.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AppHostProcessGroup;
