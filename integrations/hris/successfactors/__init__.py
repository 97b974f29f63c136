"""SAP SuccessFactors Employee Central, through OData v2: docs/hris/successfactors.md."""
