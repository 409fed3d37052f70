using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Aspire.Hosting.Dcp.Objects;

namespace Aspire.Hosting.Dcp;

/// <summary>Runs the DCP binary, or the container runtime's, for a short command.</summary>
internal static class DcpProcess
{
    /// <summary>What the processes DCP runs must not inherit: it describes this process, and DCP's environment is the base of theirs.</summary>
    private static readonly string[] _ownVariables =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE",
    ];

    /// <summary>Asks DCP for its version and for the state of the container runtime. Takes about 0.1 s.</summary>
    /// <exception cref="DcpException">DCP cannot be run, or its answer is not understood.</exception>
    public static async Task<DcpInfo> GetInfoAsync(DcpOptions options, string dcpPath, CancellationToken cancellationToken)
    {
        List<string> arguments = ["info"];
        if (options.ContainerRuntime is { Length: > 0 } runtime)
        {
            arguments.AddRange(["--container-runtime", runtime]);
        }

        var output = await RunAsync(dcpPath, arguments, environment: [], options.InfoTimeout, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(output, DcpJson.Default.DcpInfo)
                ?? throw new DcpException($"'{dcpPath} info' printed nothing; the bundle is damaged, remove it and let it be fetched again.");
        }
        catch (JsonException e)
        {
            throw new DcpException($"'{dcpPath} info' printed '{Tail(output)}' where JSON is expected; use the DCP of Aspire 13.5.", e);
        }
    }

    /// <summary>Runs a program to its end and returns what it printed on stdout.</summary>
    /// <exception cref="DcpException">It cannot be started, fails, or takes longer than <paramref name="limit"/>.</exception>
    public static async Task<string> RunAsync(
        string path, IEnumerable<string> arguments, Dictionary<string, string> environment, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in _ownVariables)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new DcpException($"'{path}' cannot be started ({e.Message}); it is missing, damaged or made for another platform: remove it and let it be fetched again.", e);
        }

        process.StandardInput.Close();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ending.Token);
            var errors = process.StandardError.ReadToEndAsync(ending.Token);
            await process.WaitForExitAsync(ending.Token);
            return process.ExitCode == 0
                ? await output
                : throw new DcpException($"'{path} {start.ArgumentList[0]}' failed with exit code {process.ExitCode}: {Tail(await errors + await output)}");
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new DcpException($"'{path} {start.ArgumentList[0]}' did not end within {limit.TotalSeconds:0} s; is the machine overloaded, or the container runtime hanging?", e);
        }
    }

    private static string Tail(string text)
    {
        text = text.Trim();
        return text.Length <= 500 ? text : "…" + text[^500..];
    }
}
