using System.Diagnostics;

namespace Wasper.Benchmarks.Gateway;

/// <summary>Programs of the machine that run to their end.</summary>
internal static class Tool
{
    /// <summary>Whether the program is on the path, or where Debian keeps servers.</summary>
    public static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs the program and returns what it wrote. Throws <see cref="InvalidOperationException"/> with that where it fails.</summary>
    public static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"'{program} {string.Join(' ', start.ArgumentList)}' failed:\n{await output}{await errors}");
    }
}
