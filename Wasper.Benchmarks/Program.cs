using Wasper.Benchmarks.Gateway;
using Wasper.Benchmarks.Startup;

return args switch
{
    ["startup", "warm"] => await StartupBenchmark.WarmAsync(runs: 5),
    ["startup", "cold"] => await StartupBenchmark.ColdAsync(),
    ["gateway", .. var rest] => await GatewayBenchmarks.RunAsync(rest),
    [JournalApp.Command, var port, var journal] => await JournalApp.RunAsync(port, journal),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run -c Release --project Wasper.Benchmarks -- <benchmark>

          startup warm   built and cached: from launch to the last resource healthy, 5 runs
          startup cold   a fresh clone and empty caches: from the one command to the last resource healthy

          gateway        lists the gateway's benchmarks

        Results are Markdown on standard output.
        """);
    return 2;
}
