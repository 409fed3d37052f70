using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Hosting;

namespace Wasper.Tests.AspireCompat.Testing;

/// <summary>Takes hold of a method of these tests as if it were the entry point of an AppHost.</summary>
internal static class TestAppHost
{
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Func<string[], Task<int>> main, params string[] args) =>
        CreateAsync(main, args, (_, _) => { });

    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Func<string[], Task<int>> main,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        var run = new EntryPointRun("Wasper.Tests", arguments => main(arguments).GetAwaiter().GetResult(), args, configure);
        return new TestingBuilder(await run.WaitForModelAsync(TestContext.Current.CancellationToken), run);
    }

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
