namespace Wasper.AppHost.Embedded;

/// <summary>A Redis server that runs as a program of this machine. Offers what Aspire's Redis container offers to those who refer to it.</summary>
internal sealed class EmbeddedRedisResource : ExecutableResource, IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    public EmbeddedRedisResource(string name, string command, string workingDirectory, ParameterResource password)
        : base(name, command, workingDirectory)
    {
        Password = password;
        PrimaryEndpoint = new EndpointReference(this, EndpointName);
    }

    public ParameterResource Password { get; }

    public EndpointReference PrimaryEndpoint { get; }

    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{Host}:{Port},password={Password}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        yield return new("Host", ReferenceExpression.Create($"{Host}"));
        yield return new("Port", ReferenceExpression.Create($"{Port}"));
        yield return new("Password", ReferenceExpression.Create($"{Password}"));
    }
}
