using Wasper.Gateway;
using Wasper.Gateway.Configuration;
using Wasper.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
if (!GatewayOptionsReader.TryRead(builder.Configuration, out var options, out var errors))
{
    return ExpectedFailure.Report(errors);
}

builder.AddServiceDefaults();
builder.AddGateway(options);
return await GatewayHost.RunAsync(builder, options);
