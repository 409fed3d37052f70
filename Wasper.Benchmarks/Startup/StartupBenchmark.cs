using System.Diagnostics;
using System.Globalization;

namespace Wasper.Benchmarks.Startup;

/// <summary>How long a user waits for the embedded stack: from the launch of <c>dotnet run</c> to the last resource healthy.</summary>
internal static class StartupBenchmark
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(15);

    /// <summary>Everything is built and cached; the first run, which makes the data folder, is counted too.</summary>
    public static async Task<int> WarmAsync(int runs)
    {
        var root = Repository.Root;
        var data = Directory.CreateTempSubdirectory("wasper-startup-");
        try
        {
            await ToolAsync(root, "dotnet", ["build", "--nologo", "-v", "quiet", "Wasper.AppHost"]);
            var results = new List<AppHostStart>();
            for (var run = 0; run < runs; run++)
            {
                results.Add(await AppHostStart.MeasureAsync(root, Environment(data.FullName), _limit));
                Console.Error.WriteLine($"run {run + 1} of {runs}: {results[^1].Total.TotalSeconds:0.0} s");
            }

            Print(results);
            return 0;
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>A fresh clone of what is committed, with empty caches of NuGet, npm and our own.</summary>
    public static async Task<int> ColdAsync()
    {
        var folder = Directory.CreateTempSubdirectory("wasper-cold-");
        try
        {
            // PostgreSQL runs as another user where this one is root.
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
            var clone = Path.Combine(folder.FullName, "wasper");
            await ToolAsync(folder.FullName, "git", ["clone", "--quiet", Repository.Root, clone]);
            var environment = Environment(Path.Combine(clone, ".wasper"));
            environment["NUGET_PACKAGES"] = Path.Combine(folder.FullName, "nuget");
            environment["WASPER_CACHE"] = Path.Combine(folder.FullName, "cache");
            environment["npm_config_cache"] = Path.Combine(folder.FullName, "npm");
            Print([await AppHostStart.MeasureAsync(clone, environment, _limit)]);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Secrets of its own, so that the user's are neither read nor made; and ports that nobody else uses by habit.
    private static Dictionary<string, string> Environment(string data) => new()
    {
        ["Wasper__Runtime"] = "embedded",
        ["Wasper__DataPath"] = data,
        ["Wasper__HttpPort"] = "18080",
        ["Wasper__HttpsPort"] = "18443",
        ["Parameters__postgres-password"] = "0123456789abcdef0123456789abcdef",
        ["Parameters__redis-password"] = "0123456789abcdef0123456789abcdef",
        ["Parameters__encryption-key"] = "0123456789abcdef0123456789abcdef",
        ["Parameters__jwt-secret"] = "0123456789abcdef0123456789abcdef",
    };

    private static void Print(List<AppHostStart> results)
    {
        var names = results[0].HealthyAfter.Keys.ToList();
        Console.WriteLine($"| run | total s | build and launch s | {string.Join(" | ", names)} |");
        Console.WriteLine($"|{string.Concat(Enumerable.Repeat("---|", names.Count + 3))}");
        for (var run = 0; run < results.Count; run++)
        {
            var result = results[run];
            var parts = names.Select(name => result.HealthyAfter.TryGetValue(name, out var seconds) ? Format(seconds) : "");
            Console.WriteLine($"| {run + 1} | {Format(result.Total.TotalSeconds)} | {Format(result.UntilLaunched.TotalSeconds)} | {string.Join(" | ", parts)} |");
        }

        Console.WriteLine();
        Console.WriteLine("Resources: seconds from the launch of the AppHost to healthy. Fetched on the way:");
        foreach (var line in results.SelectMany(result => result.Fetched).DefaultIfEmpty("nothing"))
        {
            Console.WriteLine($"- {line}");
        }
    }

    private static string Format(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static async Task ToolAsync(string folder, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{program} {string.Join(' ', start.ArgumentList)}' failed with exit code {process.ExitCode}.");
        }
    }
}
