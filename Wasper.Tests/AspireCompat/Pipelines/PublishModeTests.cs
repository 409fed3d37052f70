using Aspire.Hosting;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Wasper.Tests.AspireCompat.Pipelines;

/// <summary>The command line of publishing, through the application itself.</summary>
public sealed class PublishModeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wasper-test-");

    [Fact]
    public async Task Run_PublishMode_RunsTheStepAndNoService()
    {
        var builder = Create("--step", WellKnownPipelineSteps.Publish);
        var service = new StartedService();
        builder.Services.AddSingleton<IHostedService>(service);
        builder.AddParameter("host", "example.org")
            .WithPipelineStepFactory(
                "write-host",
                async context =>
                {
                    var folder = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
                    await File.WriteAllTextAsync(Path.Combine(folder, "host"), context.Model.Resources.Single().Name, context.CancellationToken);
                },
                dependsOn: [WellKnownPipelineSteps.PublishPrereq],
                requiredBy: [WellKnownPipelineSteps.Publish]);
        await using var app = builder.Build();

        await app.RunAsync(Token);

        Assert.Equal("host", await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "host"), Token));
        Assert.False(service.Started);
    }

    [Fact]
    public async Task Run_ParameterWithoutValue_IsToldBeforeAnyStep()
    {
        var builder = Create("--step", WellKnownPipelineSteps.Deploy);
        var ran = false;
        builder.AddParameter("domain");
        builder.AddParameter("token", secret: true);
        builder.Pipeline.AddStep(
            "release",
            _ =>
            {
                ran = true;
                return Task.CompletedTask;
            },
            dependsOn: WellKnownPipelineSteps.DeployPrereq,
            requiredBy: WellKnownPipelineSteps.Deploy);
        await using var app = builder.Build();

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.RunAsync(Token));

        Assert.Contains("'domain'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'token'", exception.Message, StringComparison.Ordinal);
        Assert.False(ran);
    }

    [Fact]
    public async Task Run_SignalWhileAStepRuns_StopsItAndSaysSo()
    {
        var builder = Create("--step", "endless");
        builder.Pipeline.AddStep("endless", async context =>
        {
            // What Ctrl+C and SIGTERM do.
            context.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        });
        await using var app = builder.Build();

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.RunAsync(Token));

        Assert.Equal("The pipeline was stopped before its end; run it again to complete it.", exception.Message);
    }

    [Fact]
    public async Task Services_StateFile_IsTheAppHostsAndTheEnvironmentsOwn()
    {
        var builder = Create("--environment", "Staging");
        await using var app = builder.Build();

        var path = app.Services.GetRequiredService<IDeploymentStateManager>().StateFilePath;

        Assert.EndsWith(Path.Combine(builder.Configuration[AppHostProject.HashKey]!, "staging.json"), path, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IDistributedApplicationBuilder Create(params string[] args) => DistributedApplication.CreateBuilder(
        ["--operation", "publish", "--output-path", _folder.FullName, .. args]);

    private sealed class StartedService : IHostedService
    {
        public bool Started { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Started = true;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
