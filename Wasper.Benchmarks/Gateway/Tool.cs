using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway;

/// <summary>A program of the machine.</summary>
/// <param name="Package">The package of Debian that it comes with.</param>
internal sealed record Tool(string Program, string Package)
{
    public static Tool Nginx { get; } = new("nginx", "nginx");

    public static Tool Haproxy { get; } = new("haproxy", "haproxy");

    public static Tool Caddy { get; } = new("caddy", "caddy");

    public static Tool Wrk { get; } = new("wrk", "wrk");

    public static Tool H2load { get; } = new("h2load", "nghttp2-client");

    /// <summary>Whether the program is on the path, or where Debian keeps servers.</summary>
    public bool Exists => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
        .Any(folder => File.Exists(Path.Combine(folder, Program)));

    /// <summary>The sentence to say where it does not exist.</summary>
    public string Missing => $"'{Program}' is not on this machine: install Debian's package {Package}.";

    /// <summary>Throws <see cref="InvalidOperationException"/> with that sentence.</summary>
    public void Require()
    {
        if (!Exists)
        {
            throw new InvalidOperationException(Missing);
        }
    }

    /// <summary>Runs the program to its end and returns what it wrote. Throws <see cref="InvalidOperationException"/> with that where it fails.
    /// Cancellation ends the program.</summary>
    public static async Task<string> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{start.FileName}' did not start.");
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"'{start.FileName} {string.Join(' ', start.ArgumentList)}' failed:\n{await output}{await errors}");
    }
}
