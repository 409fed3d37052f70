using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class ExecutionConfigurationResultTests
{
    [Fact]
    public void AddArgument_PortOfAServerWithPassword_IsNotSensitive()
    {
        var result = new ExecutionConfigurationResult();

        result.AddArgument(Server().PrimaryEndpoint.Property(EndpointProperty.TargetPort), "5432");

        Assert.Equal([("5432", false)], result.Arguments);
    }

    [Fact]
    public void AddArgument_ConnectionStringWithPassword_IsSensitive()
    {
        var result = new ExecutionConfigurationResult();

        result.AddArgument(Server(), "Host=localhost;Password=x");

        Assert.Equal([("Host=localhost;Password=x", true)], result.Arguments);
    }

    private static PostgresServerResource Server()
        => new("postgres", userName: null, new ParameterResource("password", _ => "x", secret: true));
}
