using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Wasper.Tests.AspireCompat.Testing;

public sealed class DistributedApplicationTestingBuilderTests
{
    [Fact]
    public async Task Create_AppHost_HandsOutItsModelAndBuildsNothing()
    {
        var ended = 0;
        await using var builder = await TestAppHost.CreateAsync(args => TestAppHost.MainAsync(args, _ => ended++));

        Assert.Equal(["greeting"], builder.Resources.Select(resource => resource.Name));
        Assert.Equal("Wasper.Tests", builder.AppHostAssembly?.GetName().Name);
        Assert.Equal(0, ended);
    }

    [Fact]
    public async Task Create_Arguments_ReachTheConfigurationAfterTheDefaults()
    {
        await using var builder = await TestAppHost.CreateAsync(args => TestAppHost.MainAsync(args), "color=green", "--operation", "publish");
        await using var fixedPorts = await TestAppHost.CreateAsync(args => TestAppHost.MainAsync(args), "DcpPublisher:RandomizePorts=false");

        Assert.Equal("green", builder.Configuration["color"]);
        Assert.True(builder.ExecutionContext.IsPublishMode);
        Assert.Equal("true", builder.Configuration["DcpPublisher:RandomizePorts"]);
        Assert.Equal("false", fixedPorts.Configuration["DcpPublisher:RandomizePorts"]);
    }

    [Fact]
    public async Task Create_AppHostThatKeepsItsArgumentsToItself_StillGetsThoseOfTheTest()
    {
        await using var builder = await TestAppHost.CreateAsync(_ => TestAppHost.MainAsync([]), "color=green");

        Assert.Equal("green", builder.Configuration["color"]);
    }

    [Fact]
    public async Task Create_Options_AreWithoutDashboardUntilTheTestSaysOtherwise()
    {
        var isDisabled = false;
        await using var builder = await TestAppHost.CreateAsync(args => TestAppHost.MainAsync(args), [], (options, settings) =>
        {
            (isDisabled, options.DisableDashboard) = (options.DisableDashboard, false);
            settings.EnvironmentName = "Staging";
        });
        await using var app = await builder.BuildAsync(Token);

        Assert.True(isDisabled);
        Assert.False(app.Services.GetRequiredService<DistributedApplicationOptions>().DisableDashboard);
        Assert.Equal("Staging", builder.Environment.EnvironmentName);
    }

    [Fact]
    public async Task Build_WhatTheTestAdds_IsInTheApplication()
    {
        await using var builder = await TestAppHost.CreateAsync(args => TestAppHost.MainAsync(args));
        builder.AddParameter("added", "by the test");
        builder.Services.AddSingleton("a service of the test");

        await using var app = await builder.BuildAsync(Token);

        Assert.Equal("a service of the test", app.Services.GetRequiredService<string>());
        Assert.Equal(["greeting", "added"], app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Select(resource => resource.Name));
    }

    [Fact]
    public async Task Dispose_Application_StopsItAndLetsTheAppHostReturn()
    {
        var ends = new List<DistributedApplication?>();
        await using var builder = await TestAppHost.CreateAsync(args => TestAppHost.MainAsync(args, ends.Add));
        WithoutEngine(builder);
        var app = await builder.BuildAsync(Token);
        await app.StartAsync(Token);
        var lifetime = app.Services.GetRequiredService<IHostApplicationLifetime>();
        Assert.Empty(ends);

        await app.DisposeAsync();

        Assert.True(lifetime.ApplicationStopped.IsCancellationRequested);
        Assert.NotNull(Assert.Single(ends));
    }

    [Fact]
    public async Task Dispose_BuilderThatBuiltNothing_LetsTheAppHostEndWithoutAnApplication()
    {
        var ends = new List<DistributedApplication?>();
        var builder = await TestAppHost.CreateAsync(args => TestAppHost.MainAsync(args, ends.Add));

        await builder.DisposeAsync();

        Assert.Null(Assert.Single(ends));
    }

    [Fact]
    public async Task Build_Twice_IsRefused()
    {
        await using var builder = await TestAppHost.CreateAsync(args => TestAppHost.MainAsync(args));
        await using var app = await builder.BuildAsync(Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => builder.BuildAsync(Token));
    }

    [Fact]
    public async Task Create_AppHostThatThrows_ThrowsTheSame()
    {
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => TestAppHost.CreateAsync(_ => throw new DistributedApplicationException("The setting is unknown.")));

        Assert.Equal("The setting is unknown.", exception.Message);
    }

    [Fact]
    public async Task Create_AppHostThatReturnsEarly_SaysSo()
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => TestAppHost.CreateAsync(_ => Task.FromResult(3)));

        Assert.Equal(
            "The entry point of 'Wasper.Tests' returned 3 and did not build an application; what it wrote to the console tells why.",
            exception.Message);
    }

    [Fact]
    public async Task Start_CodeOfTheAppHostBeforeItRuns_HasRun()
    {
        var prepared = false;
        await using var builder = await TestAppHost.CreateAsync(async args =>
        {
            await using var application = DistributedApplication.CreateBuilder(args).Build();
            await Task.Yield();
            prepared = true;
            await application.RunAsync();
            return 0;
        });
        WithoutEngine(builder);
        await using var app = await builder.BuildAsync(Token);

        await app.StartAsync(Token);

        Assert.True(prepared);
    }

    [Fact]
    public async Task Start_AppHostThatReturnedWithoutRunning_SaysSo()
    {
        await using var builder = await TestAppHost.CreateAsync(args =>
        {
            DistributedApplication.CreateBuilder(args).Build();
            return Task.FromResult(0);
        });
        await using var app = await builder.BuildAsync(Token);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(Token));

        Assert.StartsWith("The entry point of 'Wasper.Tests' returned 0 and did not run its application;", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_SideBySide_AreApart()
    {
        var builders = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => TestAppHost.CreateAsync(args => TestAppHost.MainAsync(args), $"number={number}")));

        Assert.Equal(["0", "1", "2", "3"], builders.Select(builder => builder.Configuration["number"]));
        foreach (var builder in builders)
        {
            await builder.DisposeAsync();
        }
    }

    [Fact]
    public async Task Create_TypeOfALibrary_NamesItsAssembly()
    {
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => DistributedApplicationTestingBuilder.CreateAsync<string>(Token));

        Assert.Contains("'System.Private.CoreLib'", exception.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void WithoutEngine(IDistributedApplicationTestingBuilder builder) =>
        builder.Services.RemoveAll<IHostedService>().RemoveAll<IDistributedApplicationEventingSubscriber>();
}
