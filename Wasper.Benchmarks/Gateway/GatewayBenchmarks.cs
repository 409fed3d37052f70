namespace Wasper.Benchmarks.Gateway;

/// <summary>The gateway beside its peers. Debian's packages <c>nginx haproxy caddy wrk nghttp2-client</c> have all that is needed.</summary>
internal static class GatewayBenchmarks
{
    private static readonly Dictionary<string, Func<BenchmarkArguments, Task<int>>> _all = new()
    {
        ["proxied"] = ProxiedBenchmark.RunAsync,
    };

    public static bool Knows(string name) => _all.ContainsKey(name);

    public static async Task<int> RunAsync(string name, IReadOnlyList<string> arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Refuse("The gateway's benchmarks read /proc and run on Linux only.");
        }

        if (!Tool.Exists("nginx"))
        {
            return Refuse("'nginx' is missing, which the gateway's benchmarks use as upstream and as the measure of all: install Debian's package nginx.");
        }

        try
        {
            return await _all[name](new BenchmarkArguments(arguments));
        }
        catch (InvalidOperationException exception)
        {
            // A program that does not start, or a load whose requests fail: what it said is the message.
            return Refuse(exception.Message);
        }
    }

    private static int Refuse(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 1;
    }
}
