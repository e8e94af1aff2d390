import type { Rule } from '../rule.js';
import { actionFormat } from './action-format.js';
import { actionIsApiName } from './action-is-api-name.js';
import { actionServiceWildcard } from './action-service-wildcard.js';
import { actionStar } from './action-star.js';
import { actionUnknown } from './action-unknown.js';
import { actionWildcardEmpty } from './action-wildcard-empty.js';
import { annotationNotReadOnPod } from './annotation-not-read-on-pod.js';
import { annotationNotText } from './annotation-not-text.js';
import { arnAccount } from './arn-account.js';
import { arnMissingField } from './arn-missing-field.js';
import { arnPartition } from './arn-partition.js';
import { arnRegionOrAccount } from './arn-region-or-account.js';
import { arnSpelling } from './arn-spelling.js';
import { arnWithUrl } from './arn-with-url.js';
import { associationOtherServiceAccount } from './association-other-service-account.js';
import { attachmentArn } from './attachment-arn.js';
import { attachmentWithoutRole } from './attachment-without-role.js';
import { audienceMissing } from './audience-missing.js';
import { audienceOtherThanTrusted } from './audience-other-than-trusted.js';
import { audienceWrong } from './audience-wrong.js';
import { boundaryArn } from './boundary-arn.js';
import { boundaryBlocks } from './boundary-blocks.js';
import { broadManagedPolicy } from './broad-managed-policy.js';
import { bucketActionOnObjects } from './bucket-action-on-objects.js';
import { bucketAdministration } from './bucket-administration.js';
import { bucketName } from './bucket-name.js';
import { bucketWildcard } from './bucket-wildcard.js';
import { claimKeyArn } from './claim-key-arn.js';
import { claimKeyIssuer } from './claim-key-issuer.js';
import { claimKeyUrl } from './claim-key-url.js';
import { claimOperator } from './claim-operator.js';
import { conditionKeyType } from './condition-key-type.js';
import { conditionKeyUnknown } from './condition-key-unknown.js';
import { conditionMisplaced } from './condition-misplaced.js';
import { conditionOperator } from './condition-operator.js';
import { conditionValue } from './condition-value.js';
import { defaultServiceAccountRole } from './default-service-account-role.js';
import { deniedAnyway } from './denied-anyway.js';
import { directoryBucket } from './directory-bucket.js';
import { duplicateKey } from './duplicate-key.js';
import { effect } from './effect.js';
import { eksAnnotationUnknown } from './eks-annotation-unknown.js';
import { eksctlAgentMissing } from './eksctl-agent-missing.js';
import { eksctlAnnotationOverwritten } from './eksctl-annotation-overwritten.js';
import { eksctlAssociationPolicies } from './eksctl-association-policies.js';
import { eksctlAttachRoleAlone } from './eksctl-attach-role-alone.js';
import { eksctlDuplicateServiceAccount } from './eksctl-duplicate-service-account.js';
import { eksctlKeyCase } from './eksctl-key-case.js';
import { eksctlOidcMissing } from './eksctl-oidc-missing.js';
import { eksctlPrivateNodes } from './eksctl-private-nodes.js';
import { eksctlRoleOnlyAttached } from './eksctl-role-only-attached.js';
import { eksctlRoleWithoutPolicy } from './eksctl-role-without-policy.js';
import { eksctlServiceAccountName } from './eksctl-service-account-name.js';
import { eksctlStackNameLength } from './eksctl-stack-name-length.js';
import { eksctlTooFewZones } from './eksctl-too-few-zones.js';
import { eksctlValueUnquoted } from './eksctl-value-unquoted.js';
import { eksctlVersionUnquoted } from './eksctl-version-unquoted.js';
import { eksctlVpcWithoutSubnets } from './eksctl-vpc-without-subnets.js';
import { eksctlZonesAndSubnets } from './eksctl-zones-and-subnets.js';
import { elementMissing } from './element-missing.js';
import { elementsConflict } from './elements-conflict.js';
import { escalationOnStar } from './escalation-on-star.js';
import { federatedNotAProvider } from './federated-not-a-provider.js';
import { forAllValuesSingle } from './for-all-values-single.js';
import { iamPath } from './iam-path.js';
import { issuerHostSwapped } from './issuer-host-swapped.js';
import { keyPrefixSlash } from './key-prefix-slash.js';
import { kmsAlias } from './kms-alias.js';
import { kmsDecryptMissing } from './kms-decrypt-missing.js';
import { kmsResourceStar } from './kms-resource-star.js';
import { kmsViaService } from './kms-via-service.js';
import { kube2iamAnnotation } from './kube2iam-annotation.js';
import { likeWithoutWildcard } from './like-without-wildcard.js';
import { listPrefixInArn } from './list-prefix-in-arn.js';
import { notActionAllow } from './not-action-allow.js';
import { objectActionOnBucket } from './object-action-on-bucket.js';
import { permissionInTrust } from './permission-in-trust.js';
import { podIdentityAndAnnotation } from './pod-identity-and-annotation.js';
import { podIdentityDuplicate } from './pod-identity-duplicate.js';
import { podIdentityPrincipal } from './pod-identity-principal.js';
import { podIdentitySourceArn } from './pod-identity-source-arn.js';
import { podIdentityTagSession } from './pod-identity-tag-session.js';
import { podIdentityTrustMismatch } from './pod-identity-trust-mismatch.js';
import { podOwnTokenVolume } from './pod-own-token-volume.js';
import { podRoleVariable } from './pod-role-variable.js';
import { podServiceAccountElsewhere } from './pod-service-account-elsewhere.js';
import { podServiceAccountMisspelt } from './pod-service-account-misspelt.js';
import { podSkipAllContainers } from './pod-skip-all-containers.js';
import { podSkipContainers } from './pod-skip-containers.js';
import { podSkipLabel } from './pod-skip-label.js';
import { podStaticKeys } from './pod-static-keys.js';
import { podWebIdentityVariables } from './pod-web-identity-variables.js';
import { podWindowsSelector } from './pod-windows-selector.js';
import { podWithoutServiceAccount } from './pod-without-service-account.js';
import { policyName } from './policy-name.js';
import { policyNotAttached } from './policy-not-attached.js';
import { policySize } from './policy-size.js';
import { policyVariable } from './policy-variable.js';
import { policyVersion } from './policy-version.js';
import { policyVersionMissing } from './policy-version-missing.js';
import { prefixKeyUnsupported } from './prefix-key-unsupported.js';
import { principalInPermissions } from './principal-in-permissions.js';
import { providerArn } from './provider-arn.js';
import { providerClientId } from './provider-client-id.js';
import { providerMissing } from './provider-missing.js';
import { resourceInTrust } from './resource-in-trust.js';
import { resourceNotAnArn } from './resource-not-an-arn.js';
import { roleAnnotationAccount } from './role-annotation-account.js';
import { roleAnnotationMisplaced } from './role-annotation-misplaced.js';
import { roleAnnotationMisspelt } from './role-annotation-misspelt.js';
import { roleAnnotationOtherRole } from './role-annotation-other-role.js';
import { roleAnnotationPath } from './role-annotation-path.js';
import { roleArnAccount } from './role-arn-account.js';
import { roleArnBlanks } from './role-arn-blanks.js';
import { roleArnKind } from './role-arn-kind.js';
import { roleArnMalformed } from './role-arn-malformed.js';
import { roleArnName } from './role-arn-name.js';
import { roleArnPartition } from './role-arn-partition.js';
import { roleArnPlaceholder } from './role-arn-placeholder.js';
import { roleArnRegion } from './role-arn-region.js';
import { roleArnService } from './role-arn-service.js';
import { roleAsLabel } from './role-as-label.js';
import { roleAttachments } from './role-attachments.js';
import { roleName } from './role-name.js';
import { s3ResourceStar } from './s3-resource-star.js';
import { serviceAccountDeprecatedField } from './service-account-deprecated-field.js';
import { serviceAccountNameMisplaced } from './service-account-name-misplaced.js';
import { serviceAccountNamespace } from './service-account-namespace.js';
import { sessionDuration } from './session-duration.js';
import { setOperatorMissing } from './set-operator-missing.js';
import { sidCharacters } from './sid-characters.js';
import { sidDuplicate } from './sid-duplicate.js';
import { starOnlyAction } from './star-only-action.js';
import { statementMissing } from './statement-missing.js';
import { stsRegionalEndpoints } from './sts-regional-endpoints.js';
import { subjectMalformed } from './subject-malformed.js';
import { subjectMissing } from './subject-missing.js';
import { subjectOverbroad } from './subject-overbroad.js';
import { subjectSeveralOperators } from './subject-several-operators.js';
import { tokenAudience } from './token-audience.js';
import { tokenExpiration } from './token-expiration.js';
import { trustAnyone } from './trust-anyone.js';
import { trustIssuerMismatch } from './trust-issuer-mismatch.js';
import { trustNotPrincipal } from './trust-not-principal.js';
import { trustOtherIssuer } from './trust-other-issuer.js';
import { trustOtherSubject } from './trust-other-subject.js';
import { trustProviderAccount } from './trust-provider-account.js';
import { trustSize } from './trust-size.js';
import { twoOwners } from './two-owners.js';
import { unknownElement } from './unknown-element.js';
import { webIdentityAction } from './web-identity-action.js';
import { wildcardUnderEquals } from './wildcard-under-equals.js';

/** Every rule, by id. One line a rule, sorted by id. */
export const RULES: readonly Rule[] = [
  policyVersion, // IRSA001
  policyVersionMissing, // IRSA002
  unknownElement, // IRSA003
  effect, // IRSA004
  statementMissing, // IRSA005
  elementMissing, // IRSA006
  elementsConflict, // IRSA007
  sidCharacters, // IRSA008
  sidDuplicate, // IRSA009
  duplicateKey, // IRSA010
  principalInPermissions, // IRSA011
  resourceInTrust, // IRSA012
  permissionInTrust, // IRSA013
  conditionMisplaced, // IRSA014
  conditionOperator, // IRSA015
  arnMissingField, // IRSA016
  resourceNotAnArn, // IRSA017
  arnPartition, // IRSA018
  arnRegionOrAccount, // IRSA019
  arnWithUrl, // IRSA020
  arnSpelling, // IRSA021
  arnAccount, // IRSA022
  policyVariable, // IRSA023
  conditionValue, // IRSA024
  actionFormat, // IRSA025
  actionIsApiName, // IRSA026
  actionUnknown, // IRSA027
  actionWildcardEmpty, // IRSA028
  actionStar, // IRSA029
  actionServiceWildcard, // IRSA030
  objectActionOnBucket, // IRSA031
  bucketActionOnObjects, // IRSA032
  listPrefixInArn, // IRSA033
  prefixKeyUnsupported, // IRSA034
  starOnlyAction, // IRSA035
  bucketWildcard, // IRSA036
  keyPrefixSlash, // IRSA037
  bucketName, // IRSA038
  directoryBucket, // IRSA039
  s3ResourceStar, // IRSA040
  kmsAlias, // IRSA041
  kmsDecryptMissing, // IRSA042
  kmsViaService, // IRSA043
  webIdentityAction, // IRSA044
  audienceMissing, // IRSA045
  subjectMissing, // IRSA046
  wildcardUnderEquals, // IRSA047
  likeWithoutWildcard, // IRSA048
  subjectOverbroad, // IRSA049
  subjectMalformed, // IRSA050
  audienceWrong, // IRSA051
  claimKeyIssuer, // IRSA052
  issuerHostSwapped, // IRSA053
  claimKeyUrl, // IRSA054
  claimKeyArn, // IRSA055
  subjectSeveralOperators, // IRSA056
  providerArn, // IRSA057
  federatedNotAProvider, // IRSA058
  claimOperator, // IRSA059
  roleAnnotationMisspelt, // IRSA060
  eksAnnotationUnknown, // IRSA061
  roleAnnotationMisplaced, // IRSA062
  annotationNotReadOnPod, // IRSA063
  roleAsLabel, // IRSA064
  kube2iamAnnotation, // IRSA065
  roleArnMalformed, // IRSA066
  roleArnAccount, // IRSA067
  roleArnService, // IRSA068
  roleArnRegion, // IRSA069
  roleArnKind, // IRSA070
  roleArnPartition, // IRSA071
  roleArnPlaceholder, // IRSA072
  roleArnBlanks, // IRSA073
  roleArnName, // IRSA074
  tokenExpiration, // IRSA075
  tokenAudience, // IRSA076
  stsRegionalEndpoints, // IRSA077
  annotationNotText, // IRSA078
  defaultServiceAccountRole, // IRSA079
  serviceAccountNamespace, // IRSA080
  podWithoutServiceAccount, // IRSA081
  podServiceAccountElsewhere, // IRSA082
  podServiceAccountMisspelt, // IRSA083
  serviceAccountNameMisplaced, // IRSA084
  podStaticKeys, // IRSA085
  podWebIdentityVariables, // IRSA086
  podRoleVariable, // IRSA087
  podSkipLabel, // IRSA088
  podSkipContainers, // IRSA089
  podSkipAllContainers, // IRSA090
  podOwnTokenVolume, // IRSA091
  podWindowsSelector, // IRSA092
  serviceAccountDeprecatedField, // IRSA093
  eksctlOidcMissing, // IRSA094
  eksctlKeyCase, // IRSA095
  eksctlAttachRoleAlone, // IRSA096
  eksctlRoleWithoutPolicy, // IRSA097
  eksctlServiceAccountName, // IRSA098
  eksctlStackNameLength, // IRSA099
  eksctlDuplicateServiceAccount, // IRSA100
  eksctlAgentMissing, // IRSA101
  eksctlAssociationPolicies, // IRSA102
  eksctlVersionUnquoted, // IRSA103
  eksctlValueUnquoted, // IRSA104
  eksctlZonesAndSubnets, // IRSA105
  eksctlVpcWithoutSubnets, // IRSA106
  eksctlTooFewZones, // IRSA107
  eksctlPrivateNodes, // IRSA108
  eksctlRoleOnlyAttached, // IRSA109
  eksctlAnnotationOverwritten, // IRSA110
  podIdentityTagSession, // IRSA111
  podIdentityPrincipal, // IRSA112
  podIdentitySourceArn, // IRSA113
  podIdentityAndAnnotation, // IRSA114
  podIdentityTrustMismatch, // IRSA115
  podIdentityDuplicate, // IRSA116
  roleAnnotationPath, // IRSA117
  roleAnnotationAccount, // IRSA118
  audienceOtherThanTrusted, // IRSA119
  roleAnnotationOtherRole, // IRSA120
  trustOtherSubject, // IRSA121
  providerMissing, // IRSA122
  associationOtherServiceAccount, // IRSA123
  trustOtherIssuer, // IRSA124
  providerClientId, // IRSA125
  twoOwners, // IRSA126
  boundaryBlocks, // IRSA127
  attachmentWithoutRole, // IRSA128
  policyNotAttached, // IRSA129
  trustIssuerMismatch, // IRSA130
  trustProviderAccount, // IRSA131
  trustAnyone, // IRSA132
  trustNotPrincipal, // IRSA133
  roleName, // IRSA134
  policyName, // IRSA135
  iamPath, // IRSA136
  policySize, // IRSA137
  trustSize, // IRSA138
  roleAttachments, // IRSA139
  sessionDuration, // IRSA140
  boundaryArn, // IRSA141
  attachmentArn, // IRSA142
  broadManagedPolicy, // IRSA143
  notActionAllow, // IRSA144
  bucketAdministration, // IRSA145
  kmsResourceStar, // IRSA146
  escalationOnStar, // IRSA147
  conditionKeyUnknown, // IRSA148
  conditionKeyType, // IRSA149
  setOperatorMissing, // IRSA150
  forAllValuesSingle, // IRSA151
  deniedAnyway, // IRSA152
];
