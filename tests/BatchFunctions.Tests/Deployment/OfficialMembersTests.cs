using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace BatchFunctions.Tests.Deployment;

/// <summary>The functions use of Amazon.Lambda.* only what the official packages have.</summary>
public sealed class OfficialMembersTests
{
    [Fact]
    public void Every_Lambda_member_that_the_program_refers_to_is_an_official_one()
    {
        using var file = new PEReader(File.OpenRead(typeof(Startup).Assembly.Location));
        var metadata = file.GetMetadataReader();
        var used = metadata.MemberReferences.Select(metadata.GetMemberReference)
            .Select(member => (Type: TypeOf(metadata, member.Parent), Member: metadata.GetString(member.Name)))
            .Where(reference => reference.Type.StartsWith("Amazon.Lambda.", StringComparison.Ordinal))
            .Distinct()
            .ToList();

        var official = Official();
        Assert.Contains(("Amazon.Lambda.RuntimeSupport.LambdaBootstrapBuilder", "Build"), used);
        Assert.Equal([], used.Select(reference => $"{reference.Type} {reference.Member}").Except(official));
    }

    /// <summary>Members as "type member", accessors by their names in metadata.</summary>
    private static HashSet<string> Official()
    {
        var members = new HashSet<string>();
        var type = "";
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "amazon-lambda-public-api.txt")))
        {
            if (line is not [' ', ..])
            {
                type = line.Split(" : ")[0].Split(' ')[^1].Split('<')[0];
                if (line.StartsWith("delegate ", StringComparison.Ordinal))
                {
                    // The list leaves out what every delegate has.
                    members.Add($"{type} .ctor");
                }
            }
            else if (line.Contains('{', StringComparison.Ordinal))
            {
                var name = line.Split(" {")[0].Split(' ')[^1];
                members.Add($"{type} get_{name}");
                if (line.Contains("set;", StringComparison.Ordinal))
                {
                    members.Add($"{type} set_{name}");
                }
            }
            else
            {
                var name = line.Trim().Split('(')[0].Split('<')[0].Split(' ')[^1];
                members.Add($"{type} {(name == "ctor" ? ".ctor" : name)}");
            }
        }

        return members;
    }

    private static string TypeOf(MetadataReader metadata, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => Name(metadata, (TypeReferenceHandle)parent),
        HandleKind.TypeSpecification => Generic(metadata, metadata.GetTypeSpecification((TypeSpecificationHandle)parent)),
        _ => "",
    };

    private static string Name(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name).Split('`')[0];
        return type.ResolutionScope.Kind is HandleKind.TypeReference
            ? $"{Name(metadata, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    /// <summary>The generic type behind its arguments.</summary>
    private static string Generic(MetadataReader metadata, TypeSpecification specification)
    {
        var signature = metadata.GetBlobReader(specification.Signature);
        if (signature.ReadSignatureTypeCode() is not SignatureTypeCode.GenericTypeInstance)
        {
            return "";
        }

        signature.ReadCompressedInteger();
        return signature.ReadTypeHandle() is { Kind: HandleKind.TypeReference } type ? Name(metadata, (TypeReferenceHandle)type) : "";
    }
}
