using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.Model;

public sealed class StackModelTests
{
    private static readonly string[] _names = ["postgres", "wasperdb", "redis", "wasper", "gateway", "backup"];

    [Theory]
    [InlineData("containers")]
    [InlineData("embedded")]
    public async Task Model_EitherRuntime_HasTheFixedNames(string runtime)
    {
        await using var model = await StackModel.BuildAsync(runtime);

        Assert.Superset(_names.ToHashSet(), model.Resources.Select(resource => resource.Name).ToHashSet());
    }

    [Theory]
    [InlineData("postgres", "postgres", "14.13")]
    [InlineData("redis", "redis", "7.4.1")]
    [InlineData("wasper", "activepieces/activepieces", "0.71.2")]
    public async Task Model_Containers_RunsThePinnedImages(string name, string image, string tag)
    {
        await using var model = await StackModel.BuildAsync("containers");

        var annotation = model[name].Annotations.OfType<ContainerImageAnnotation>().Last();
        Assert.Equal((image, tag), (annotation.Image, annotation.Tag));
    }

    [Theory]
    [InlineData("postgres", "--Parameters:postgres-image=stand-in/postgres:14", "stand-in/postgres", "14")]
    [InlineData("redis", "--Parameters:redis-image=stand-in/redis:7", "stand-in/redis", "7")]
    [InlineData("wasper", "--Parameters:activepieces-image=stand-in/app:1", "stand-in/app", "1")]
    public async Task Model_ImageParameter_ReplacesTheImage(string name, string argument, string image, string tag)
    {
        await using var model = await StackModel.BuildAsync("containers", argument);

        var annotation = model[name].Annotations.OfType<ContainerImageAnnotation>().Last();
        Assert.Equal((image, tag), (annotation.Image, annotation.Tag));
    }

    [Theory]
    [InlineData("postgres", "wasper-postgres", "/var/lib/postgresql/data")]
    [InlineData("redis", "wasper-redis", "/data")]
    [InlineData("wasper", "wasper-cache", "/usr/src/app/cache")]
    public async Task Model_Containers_KeepTheirDataInVolumes(string name, string volume, string target)
    {
        await using var model = await StackModel.BuildAsync("containers");

        var mount = Assert.Single(model[name].Annotations.OfType<ContainerMountAnnotation>());
        Assert.Equal((ContainerMountType.Volume, volume, target, false), (mount.Type, mount.Source, mount.Target, mount.IsReadOnly));
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("embedded")]
    public async Task Model_EitherRuntime_PublishesTheGatewaysPortsOnly(string runtime)
    {
        await using var model = await StackModel.BuildAsync(runtime);

        var published = model.Resources
            .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>(), (resource, endpoint) => (Resource: resource.Name, Endpoint: endpoint))
            .Where(pair => pair.Endpoint.Port is not null || pair.Endpoint.IsExternal);
        Assert.Equal(
            [("gateway", "http", 8080, true), ("gateway", "https", 8443, true)],
            published.Select(pair => (pair.Resource, pair.Endpoint.Name, pair.Endpoint.Port ?? 0, pair.Endpoint.IsExternal)));
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("embedded")]
    public async Task Model_EitherRuntime_GivesTheAppItsWholeContract(string runtime)
    {
        await using var model = await StackModel.BuildAsync(runtime);

        var variables = await model.ExpressionsAsync("wasper");

        Assert.Equal("{encryption-key.value}", variables["AP_ENCRYPTION_KEY"]);
        Assert.Equal("{jwt-secret.value}", variables["AP_JWT_SECRET"]);
        Assert.Equal("{gateway.bindings.https.url}", variables["AP_FRONTEND_URL"]);
        Assert.Equal("{postgres.bindings.tcp.host}", variables["AP_POSTGRES_HOST"]);
        Assert.Equal("{postgres.bindings.tcp.port}", variables["AP_POSTGRES_PORT"]);
        Assert.Equal("wasper", variables["AP_POSTGRES_DATABASE"]);
        Assert.Equal("{postgres-password.value}", variables["AP_POSTGRES_PASSWORD"]);
        Assert.Equal("{redis.bindings.tcp.host}", variables["AP_REDIS_HOST"]);
        Assert.Equal("{redis.bindings.tcp.port}", variables["AP_REDIS_PORT"]);
        Assert.Equal("{redis-password.value}", variables["AP_REDIS_PASSWORD"]);
        Assert.Equal("UNSANDBOXED", variables["AP_EXECUTION_MODE"]);
        Assert.Equal("x-real-ip", variables["AP_CLIENT_REAL_IP_HEADER"]);
    }

    [Fact]
    public async Task Model_BothRuntimes_GiveTheAppTheSameVariables()
    {
        await using var containers = await StackModel.BuildAsync("containers");
        await using var embedded = await StackModel.BuildAsync("embedded");

        Assert.Equal(await AppVariablesAsync(containers), await AppVariablesAsync(embedded));

        static async Task<IEnumerable<string>> AppVariablesAsync(StackModel model)
            => (await model.VariablesAsync("wasper")).Keys.Where(name => name.StartsWith("AP_", StringComparison.Ordinal)).Order();
    }

    [Fact]
    public async Task Model_ActivepiecesSetting_ReachesTheApp()
    {
        await using var model = await StackModel.BuildAsync("containers", "--Wasper:Activepieces:AP_WORKER_CONCURRENCY=3");

        Assert.Equal("3", (await model.ExpressionsAsync("wasper"))["AP_WORKER_CONCURRENCY"]);
    }

    [Fact]
    public async Task Model_GatewaySetting_ReachesTheGateway()
    {
        await using var model = await StackModel.BuildAsync("embedded", "--Gateway:Domains:0=flows.example", "--Gateway:HttpPort=1");

        var variables = await model.ExpressionsAsync("gateway");

        Assert.Equal("flows.example", variables["Gateway__Domains__0"]);
        Assert.Equal("{gateway.bindings.http.targetPort}", variables["Gateway__HttpPort"]);
        Assert.Equal("5", variables["Gateway__Drain__Seconds"]);
    }

    [Fact]
    public async Task Model_SettingOfTheGateway_WinsOverTheLocalDefault()
    {
        await using var model = await StackModel.BuildAsync("embedded", "--Gateway:Drain:Seconds=60", "--Gateway:Admin:Port=9000");

        var variables = await model.ExpressionsAsync("gateway");

        Assert.Equal("60", variables["Gateway__Drain__Seconds"]);
        Assert.DoesNotContain("Gateway__Admin__Socket", variables);
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("embedded")]
    public async Task Model_EitherRuntime_WaitsInOrder(string runtime)
    {
        await using var model = await StackModel.BuildAsync(runtime);

        Assert.Equal(["postgres", "redis", "wasperdb"], WaitsOf("wasper"));
        Assert.Equal(["wasper"], WaitsOf("gateway"));
        Assert.Equal(["postgres", "wasperdb"], WaitsOf("backup"));

        IEnumerable<string> WaitsOf(string name) => model[name].Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name).Distinct().Order();
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("embedded")]
    public async Task Model_EitherRuntime_ChecksTheHealthOfEverything(string runtime)
    {
        await using var model = await StackModel.BuildAsync(runtime);

        Assert.All(_names, name => Assert.NotEmpty(model[name].Annotations.OfType<HealthCheckAnnotation>()));
    }

    [Fact]
    public async Task Model_Containers_RedisKeepsAnAppendOnlyFile()
    {
        await using var model = await StackModel.BuildAsync("containers");

        var context = new CommandLineArgsCallbackContext([], model["redis"], TestContext.Current.CancellationToken) { ExecutionContext = model.ExecutionContext };
        foreach (var callback in model["redis"].Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        Assert.Contains("--appendonly yes --appendfsync everysec", string.Join(' ', context.Args), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wasper", "open-app", "Open the app")]
    [InlineData("backup", "back-up-now", "Back up now")]
    public async Task Model_Commands_AreNamedForPeople(string resource, string name, string title)
    {
        await using var model = await StackModel.BuildAsync("embedded");

        var command = model[resource].Annotations.OfType<ResourceCommandAnnotation>().Single(command => command.Name == name);
        Assert.Equal(title, command.DisplayName);
    }
}
