#!/usr/bin/env bash
# YamlDotNet 18.1.0, MergingParser: a merge key that stands behind a mapping's own keys overwrites them. The YAML merge key type says
# that keys of the mapping itself win wherever "<<" stands, which is how "defaults last" is written in CI and job files by hand.
# With "<<" in front the own keys win; PyYAML and js-yaml let them win in both places.
#
# Output seen:
# << first: memory=own; << last: memory=merged
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > probe.csproj <<'CSPROJ'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="YamlDotNet" Version="[18.1.0]" />
  </ItemGroup>
</Project>
CSPROJ

cat > Program.cs <<'CS'
using YamlDotNet.Core;
using YamlDotNet.Serialization;

string Memory(string job)
{
    var text = "defaults: &defaults { memory: merged }\njob:\n" + job;
    var parser = new MergingParser(new Parser(new StringReader(text)));

    return new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, string>>>(parser)["job"]["memory"];
}

Console.WriteLine($"<< first: memory={Memory("  <<: *defaults\n  memory: own\n")}; << last: memory={Memory("  memory: own\n  <<: *defaults\n")}");
CS

seen=$(dotnet run --verbosity quiet 2>&1 | tail -1)
echo "$seen"
[ "$seen" = "<< first: memory=own; << last: memory=merged" ]
