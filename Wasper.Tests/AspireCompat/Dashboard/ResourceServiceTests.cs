using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dashboard.Protocol;
using Grpc.Core;
using CommandState = Aspire.Hosting.ApplicationModel.ResourceCommandState;

namespace Wasper.Tests.AspireCompat.Dashboard;

public sealed class ResourceServiceTests
{
    private static CancellationToken Token => DashboardTestRun.Token;

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task AnyCall_WrongKey_IsRefused(string key)
    {
        await using var run = await DashboardTestRun.StartAsync();

        var exception = await Assert.ThrowsAsync<RpcException>(() => run.GetApplicationInformationAsync(key));

        Assert.Equal(StatusCode.Unauthenticated, exception.StatusCode);
    }

    [Fact]
    public async Task GetApplicationInformation_RightKey_TellsTheNameOnLoopback()
    {
        await using var run = await DashboardTestRun.StartAsync();

        var information = await run.GetApplicationInformationAsync();

        Assert.Equal("Shop", information.ApplicationName);
        Assert.Equal("127.0.0.1", run.Url.Host);
    }

    [Fact]
    public async Task WatchResources_StatesAndChanges_SnapshotThenLatestOfEach()
    {
        await using var run = await DashboardTestRun.StartAsync();
        var (cache, queue) = (new ContainerResource("cache"), new ContainerResource("queue"));
        await PublishAsync(run, cache, KnownResourceStates.Starting);
        await PublishAsync(run, queue, KnownResourceStates.Waiting);

        using var call = run.Watch<WatchResourcesRequest, WatchResourcesUpdate>("WatchResources", new WatchResourcesRequest());
        var first = await NextAsync(call);
        await PublishAsync(run, cache, "Half");
        await PublishAsync(run, cache, KnownResourceStates.Running);
        var seen = new List<Aspire.Hosting.Dashboard.Protocol.Resource>();
        while (seen.LastOrDefault()?.State != KnownResourceStates.Running)
        {
            seen.AddRange((await NextAsync(call)).Changes.Value.Select(change => change.Upsert));
        }

        Assert.Equal(["cache Starting", "queue Waiting"], first.InitialData.Resources.Select(resource => $"{resource.DisplayName} {resource.State}").Order());
        Assert.All(seen, resource => Assert.Equal(("cache", ResourceId.Of(cache)), (resource.DisplayName, resource.Name)));
    }

    [Fact]
    public async Task WatchResources_NoResources_EmptySnapshot()
    {
        await using var run = await DashboardTestRun.StartAsync();

        using var call = run.Watch<WatchResourcesRequest, WatchResourcesUpdate>("WatchResources", new WatchResourcesRequest());

        Assert.Empty((await NextAsync(call)).InitialData.Resources);
    }

    [Fact]
    public async Task WatchResources_ApplicationStops_EndsWithoutFailure()
    {
        await using var run = await DashboardTestRun.StartAsync();
        using var call = run.Watch<WatchResourcesRequest, WatchResourcesUpdate>("WatchResources", new WatchResourcesRequest());
        await NextAsync(call);

        run.Lifetime.StopApplication();

        Assert.False(await call.ResponseStream.MoveNext(Token));
    }

    [Fact]
    public async Task WatchResourceConsoleLogs_Following_OldLinesAndNew()
    {
        await using var run = await DashboardTestRun.StartAsync();
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        run.Logs.Print("cache-1", time, "old", isError: false);

        using var call = run.Watch<WatchResourceConsoleLogsRequest, WatchResourceConsoleLogsUpdate>(
            "WatchResourceConsoleLogs", new WatchResourceConsoleLogsRequest { ResourceName = "cache-1" });
        var first = await NextAsync(call);
        run.Logs.Print("cache-1", time, "new", isError: true);
        var second = await NextAsync(call);
        run.Logs.Complete("cache-1");

        Assert.Equal(("2026-01-02T03:04:05.0000000Z old", false, 1), Line(Assert.Single(first.LogLines)));
        Assert.Equal(("2026-01-02T03:04:05.0000000Z new", true, 2), Line(Assert.Single(second.LogLines)));
        Assert.False(await call.ResponseStream.MoveNext(Token));
    }

    [Fact]
    public async Task WatchResourceConsoleLogs_NotFollowing_EndsAfterWhatThereIs()
    {
        await using var run = await DashboardTestRun.StartAsync();
        run.Logs.Print("cache-1", timestamp: null, "only", isError: false);

        using var call = run.Watch<WatchResourceConsoleLogsRequest, WatchResourceConsoleLogsUpdate>(
            "WatchResourceConsoleLogs", new WatchResourceConsoleLogsRequest { ResourceName = "cache-1", SuppressFollow = true });

        Assert.EndsWith(" only", Assert.Single((await NextAsync(call)).LogLines).Text, StringComparison.Ordinal);
        Assert.False(await call.ResponseStream.MoveNext(Token));
    }

    [Theory]
    [InlineData("good", nameof(ResourceCommandResponseKind.Succeeded), "backup-7 written")]
    [InlineData("bad", nameof(ResourceCommandResponseKind.Failed), "the disk is full")]
    [InlineData("cancelled", nameof(ResourceCommandResponseKind.Cancelled), "")]
    [InlineData("missing", nameof(ResourceCommandResponseKind.Failed), "'backup' has no command 'missing'.")]
    public async Task ExecuteResourceCommand_AnyResult_IsTold(string command, string kind, string message)
    {
        await using var run = await DashboardTestRun.StartAsync();
        var backup = new ContainerResource("backup");
        AddCommand(backup, "good", _ => CommandResults.Success("backup-7 written"));
        AddCommand(backup, "bad", _ => throw new InvalidOperationException("the disk is full"));
        AddCommand(backup, "cancelled", _ => CommandResults.Canceled());
        await PublishAsync(run, backup, KnownResourceStates.Running);

        var response = await run.Call<ResourceCommandRequest, ResourceCommandResponse>(
            "ExecuteResourceCommand", new ResourceCommandRequest { ResourceName = ResourceId.Of(backup), CommandName = command });

        Assert.Equal((kind, message), (response.Kind.ToString(), response.Message));
        Assert.Equal(kind is nameof(ResourceCommandResponseKind.Failed) ? message : string.Empty, response.ErrorMessage);
    }

    [Fact]
    public async Task WatchInteractions_NothingToAsk_StaysOpenUntilTheApplicationStops()
    {
        await using var run = await DashboardTestRun.StartAsync();
        using var call = run.Talk<WatchInteractionsRequestUpdate, WatchInteractionsResponseUpdate>("WatchInteractions");
        await call.RequestStream.WriteAsync(new WatchInteractionsRequestUpdate(), Token);
        var next = call.ResponseStream.MoveNext(Token);
        await run.GetApplicationInformationAsync();
        Assert.False(next.IsCompleted);

        run.Lifetime.StopApplication();

        Assert.False(await next);
    }

    [Fact]
    public async Task Start_PortInUse_NamesPortAndSetting()
    {
        await using var run = await DashboardTestRun.StartAsync();

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(
            () => DashboardTestRun.StartAsync(("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", run.Url.ToString())));

        Assert.Contains($"port {run.Url.Port}", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", exception.Message, StringComparison.Ordinal);
    }

    private static Task PublishAsync(DashboardTestRun run, ContainerResource resource, string state) =>
        run.Notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = new ResourceStateSnapshot(state, Style: null) });

    private static void AddCommand(ContainerResource resource, string name, Func<ExecuteCommandContext, ExecuteCommandResult> execute) =>
        resource.Annotations.Add(new ResourceCommandAnnotation(
            name, name, _ => CommandState.Enabled, context => Task.FromResult(execute(context)), null, null, null, null, null, isHighlighted: false));

    private static async Task<T> NextAsync<T>(AsyncServerStreamingCall<T> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(Token));
        return call.ResponseStream.Current;
    }

    private static (string, bool, int) Line(ConsoleLogLine line) => (line.Text, line.IsStdErr, line.LineNumber);
}
