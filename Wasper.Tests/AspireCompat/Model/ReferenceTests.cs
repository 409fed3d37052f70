using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class ReferenceTests
{
    private readonly IDistributedApplicationBuilder _builder = TestModel.Create();
    private readonly IResourceBuilder<PostgresServerResource> _postgres;
    private readonly IResourceBuilder<PostgresDatabaseResource> _database;
    private readonly IResourceBuilder<ExecutableResource> _client;

    public ReferenceTests()
    {
        _postgres = _builder.AddPostgres("postgres", _builder.AddParameter("user", "me"), _builder.AddParameter("password", "a b", secret: true));
        _database = _postgres.AddDatabase("appdb", "app");
        _client = _builder.AddExecutable("client", "node", ".");
    }

    [Fact]
    public async Task WithReference_Database_ConnectionStringAndItsParts()
    {
        TestModel.Allocate(_postgres, "tcp", 5001);

        var environment = await TestModel.EnvironmentOf(_client.WithReference(_database));

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["ConnectionStrings__appdb"] = "Host=localhost;Port=5001;Username=me;Password=a b;Database=app",
                ["APPDB_HOST"] = "localhost",
                ["APPDB_PORT"] = "5001",
                ["APPDB_USERNAME"] = "me",
                ["APPDB_PASSWORD"] = "a b",
                ["APPDB_URI"] = "postgresql://me:a%20b@localhost:5001/app",
                ["APPDB_JDBCCONNECTIONSTRING"] = "jdbc:postgresql://localhost:5001/app",
                ["APPDB_DATABASENAME"] = "app",
            },
            environment);
    }

    [Fact]
    public async Task WithReference_FromAContainer_SeesTheServerOnTheContainerNetwork()
    {
        TestModel.Allocate(_postgres, "tcp", 5001);

        var environment = await TestModel.EnvironmentOf(_builder.AddContainer("web", "nginx").WithReference(_database));

        Assert.Equal("Host=postgres;Port=5432;Username=me;Password=a b;Database=app", environment["ConnectionStrings__appdb"]);
    }

    [Fact]
    public async Task WithReference_PublishMode_IsAnExpression()
    {
        var builder = TestModel.CreatePublish();
        var database = builder.AddPostgres("postgres").AddDatabase("appdb", "app");

        var environment = await TestModel.EnvironmentOf(builder.AddContainer("web", "nginx").WithReference(database));

        Assert.Equal("{appdb.connectionString}", environment["ConnectionStrings__appdb"]);
        Assert.Equal("{postgres.bindings.tcp.host}", environment["APPDB_HOST"]);
        Assert.Equal("{postgres-password.value}", environment["APPDB_PASSWORD"]);
        Assert.Equal("{postgres.connectionString};Database=app", database.Resource.ConnectionStringExpression.ValueExpression);
    }

    [Fact]
    public async Task WithReference_OtherName_IsUsedInEveryVariable()
    {
        var builder = TestModel.CreatePublish();
        var redis = builder.AddRedis("redis");

        var environment = await TestModel.EnvironmentOf(builder.AddExecutable("client", "node", ".").WithReference(redis, "job-queue"));

        Assert.Equal(["ConnectionStrings__job-queue", "JOB_QUEUE_HOST", "JOB_QUEUE_PASSWORD", "JOB_QUEUE_PORT", "JOB_QUEUE_URI"], environment.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task WithReference_Endpoint_IsFoundByServiceDiscovery()
    {
        var api = _builder.AddExecutable("my-api", "node", ".").WithHttpEndpoint();
        TestModel.Allocate(api, "http", 5002);

        var environment = await TestModel.EnvironmentOf(_client.WithReference(api.GetEndpoint("http")));

        Assert.Equal("http://localhost:5002", environment["services__my-api__http__0"]);
        Assert.Equal("http://localhost:5002", environment["MY_API_HTTP"]);
    }

    [Fact]
    public void GetConnectionProperty_Unknown_NamesThoseThereAre()
    {
        var exception = Assert.Throws<KeyNotFoundException>(() => _database.Resource.GetConnectionProperty("Socket"));

        Assert.Contains("Host, Port, Username, Password", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithEnvironment_ValueMadeOfOthers_RelatesToEachOfThemOnce()
    {
        _client
            .WithEnvironment("A", $"{_postgres.Resource.PrimaryEndpoint}/{_postgres.Resource.PasswordParameter}")
            .WithEnvironment("B", _postgres.Resource.Host)
            .WithReference(_database);

        Assert.Equal(
            ["postgres", "password", "appdb"],
            _client.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Where(relation => relation.Type == "Reference").Select(relation => relation.Resource.Name));
    }

    [Fact]
    public async Task Arguments_SecretInThem_IsSensitive()
    {
        _client.WithArgs("--password", _postgres.Resource.PasswordParameter, ReferenceExpression.Create($"--user={_postgres.Resource.UserNameReference}"));

        var result = await TestModel.ConfigurationOf(_client);

        Assert.Equal([("--password", false), ("a b", true), ("--user=me", false)], result.Arguments);
    }

    [Fact]
    public async Task BuildAsync_ValuesThatCannotBeResolved_AreAllTold()
    {
        _client.WithEnvironment("A", _builder.AddParameter("first")).WithEnvironment("B", _builder.AddParameter("second")).WithEnvironment("C", "c");

        var result = await ExecutionConfigurationBuilder.Create(_client.Resource).WithEnvironmentVariablesConfig()
            .BuildAsync(_builder.ExecutionContext, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2, Assert.IsType<AggregateException>(result.Exception).InnerExceptions.Count);
        Assert.Equal(["C"], result.EnvironmentVariables.Select(variable => variable.Key));
    }
}
