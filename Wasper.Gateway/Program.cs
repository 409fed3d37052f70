using Wasper.Gateway;
using Wasper.Gateway.Configuration;

var builder = GatewayHost.CreateBuilder(args);
return GatewayOptionsReader.TryRead(builder.Configuration, out var options, out var errors)
    ? await GatewayHost.RunAsync(builder, options)
    : ExpectedFailure.Report(errors);
