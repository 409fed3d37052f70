using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wasper.Tests.AspireCompat.Dcp;

namespace Wasper.Tests.AspireCompat.Orchestration;

public sealed class EndOfApplicationTests
{
    private const string Stubborn = "trap '' TERM; sh -c 'trap \"\" TERM; echo child $$; while :; do sleep 0.1; done' & while :; do sleep 0.1; done";

    [Fact]
    public async Task Stop_ProcessesThatResist_EndsThemAll()
    {
        var test = new TestApplication();
        var polite = test.AddScript("polite", TestApplication.Endless);
        var stubborn = test.AddScript("stubborn", Stubborn);
        await test.StartAsync();
        var pids = await PidsAsync(test, polite, stubborn);

        await test.DisposeAsync();

        Assert.DoesNotContain(pids, DcpTestRun.Lives);
    }

    /// <summary>DCP watches the process it is told to: here one that can be killed without ending the tests.</summary>
    [Fact]
    public async Task Killed_AppHost_LeavesNothingAndStartsAgain()
    {
        using var appHost = Process.Start(new ProcessStartInfo("sleep", ["600"]))!;
        var test = new TestApplication(options => options with { MonitoredPid = appHost.Id });
        var polite = test.AddScript("polite", TestApplication.Endless);
        var stubborn = test.AddScript("stubborn", Stubborn);
        await test.StartAsync();
        var pids = await PidsAsync(test, polite, stubborn);

        appHost.Kill();
        await DcpTestRun.WaitAsync(() => Task.FromResult(pids.Count(DcpTestRun.Lives)), living => living == 0, TimeSpan.FromSeconds(15));
        var stopping = test.App.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await DcpTestRun.WaitAsync(() => Task.FromResult(stopping.IsCancellationRequested), isStopping => isStopping);
        await Assert.ThrowsAnyAsync<DistributedApplicationException>(() => test.App.StopAsync(TestApplication.Token));
        await test.App.DisposeAsync();

        await using var again = new TestApplication();
        again.AddScript("polite", TestApplication.Endless);
        await again.StartAsync();
        await again.WaitAsync("polite", KnownResourceStates.Running);
    }

    [Fact]
    public async Task Run_DcpDies_EndsWithASentence()
    {
        var test = new TestApplication();
        var script = test.AddScript("script", TestApplication.Endless);
        var running = test.App.RunAsync(TestApplication.Token);
        await test.WaitForLineAsync(script.Resource, "up");
        var pids = await PidsAsync(test, script);
        var engine = await test.App.Services.GetRequiredService<EngineSource>().GetAsync(TestApplication.Token);

        foreach (var pid in engine.Host.Pids)
        {
            using var dcp = Process.GetProcessById(pid);
            dcp.Kill();
        }

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => running.WaitAsync(TimeSpan.FromSeconds(20), TestApplication.Token));
        Assert.IsAssignableFrom<DistributedApplicationException>(exception.GetBaseException());
        Assert.Contains("ended unexpectedly", exception.GetBaseException().Message, StringComparison.Ordinal);
        Kill(pids);
    }

    [Fact]
    public async Task Start_PortInUse_FailsWithASentenceAndLeavesNothing()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        var test = new TestApplication(options => options with { RandomizePorts = false });
        test.AddScript("script", TestApplication.Endless).WithHttpEndpoint(port: port, env: "PORT");

        var exception = await Assert.ThrowsAsync<Aspire.Hosting.Dcp.DcpException>(test.StartAsync);
        await test.App.DisposeAsync();

        Assert.Contains($"Port {port}, for 'script-http'", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<List<int>> PidsAsync(TestApplication test, params IResourceBuilder<ExecutableResource>[] resources)
    {
        var pids = new List<int>();
        foreach (var resource in resources)
        {
            var snapshot = await test.WaitAsync(resource.Resource.Name, state => PidOf(state) is not null);
            pids.Add(PidOf(snapshot)!.Value);
            if (resource.Resource.Name == "stubborn")
            {
                var line = await test.WaitForLineAsync(resource.Resource, "child");
                pids.Add(int.Parse(line["child ".Length..], CultureInfo.InvariantCulture));
            }
        }

        return pids;
    }

    private static int? PidOf(CustomResourceSnapshot snapshot) => snapshot.Properties.FirstOrDefault(property => property.Name == KnownProperties.Executable.Pid)?.Value as int?;

    private static void Kill(IEnumerable<int> pids)
    {
        foreach (var pid in pids.Where(DcpTestRun.Lives))
        {
            Process.GetProcessById(pid).Kill();
        }
    }
}
