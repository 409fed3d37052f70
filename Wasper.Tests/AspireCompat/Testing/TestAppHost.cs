using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Wasper.Tests.AspireCompat.Testing;

/// <summary>Takes hold of a method of these tests as if it were the entry point of an AppHost.</summary>
internal static class TestAppHost
{
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(Func<string[], Task<int>> main, params string[] args)
    {
        var run = Run(main, args);
        return new TestingBuilder(await run.WaitForModelAsync(TestContext.Current.CancellationToken), run);
    }

    public static EntryPointRun Run(Func<string[], Task<int>> main, params string[] args) =>
        new("Wasper.Tests", arguments => main(arguments).GetAwaiter().GetResult(), args, (_, _) => { });

    /// <summary>An AppHost as one writes it: waits for something, adds a parameter, runs.</summary>
    public static async Task<int> MainAsync(string[] args, Action<DistributedApplication?>? atTheEnd = null)
    {
        DistributedApplication? application = null;
        try
        {
            await Task.Yield();
            var builder = DistributedApplication.CreateBuilder(args);
            builder.AddParameter("greeting", "hello");
            await using (application = builder.Build())
            {
                await application.RunAsync();
            }

            return 0;
        }
        finally
        {
            atTheEnd?.Invoke(application);
        }
    }
}
